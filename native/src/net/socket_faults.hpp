#pragma once

#include <optional>

#include "net/asio.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

/// The rule of WebSocket that Beast found broken; nullopt when the error is of another kind.
std::optional<wire::ProtocolRule> broken_rule(const ErrorCode& error);

/// How a socket ended without a close frame and without a broken rule: the network's errors count
/// as the peer's, a lack of memory as ours. `idle`: how long nothing was received when Beast timed
/// out.
Ending ending_of(const ErrorCode& error, std::chrono::seconds idle);

}  // namespace hookswitch::net
