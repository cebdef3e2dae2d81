#pragma once

#include <cstdint>

namespace hookswitch::wire {

/// How a socket ended, and so whose doing it was.
enum class SocketEnd : std::uint8_t {
  closed,          ///< by a close frame of the peer; with code 1006 it is not known how
  lost,            ///< the peer or the network ended or reset the connection without a close frame
  silent,          ///< no reply to pings: the peer or the network is gone
  protocol_error,  ///< the peer broke a rule of WebSocket, so we closed
  too_large,       ///< the peer sent a message above the limit, so we closed
  not_read,        ///< too much waited for a peer that did not read, so we dropped it
  failed_here,     ///< this machine could not go on
};

}  // namespace hookswitch::wire
