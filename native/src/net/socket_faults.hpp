#pragma once

#include <optional>

#include "net/asio.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

/// The rule of WebSocket that Beast found broken; nullopt when the error is of another kind.
std::optional<wire::ProtocolRule> broken_rule(const ErrorCode& error);

/// How a socket ended that no close frame ended and no rule was broken on: the network's errors are
/// the peer's, a lack of memory is ours. `idle`: for how long nothing came when Beast gave up.
Ending ending_of(const ErrorCode& error, std::chrono::seconds idle);

}  // namespace hookswitch::net
