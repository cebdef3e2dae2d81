#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/web_socket.hpp"

namespace hookswitch::calls {

/// Opens the socket only to close it with this code.
void turn_away(std::unique_ptr<net::WebSocket> socket, std::uint16_t code, std::string reason);

}  // namespace hookswitch::calls
