#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/protocol_error.hpp"
#include "hookswitch/wire/socket_end.hpp"
#include "net/asio.hpp"

namespace hookswitch::net {

/// How a socket ended.
struct Ending {
  std::uint16_t code = wire::number(wire::CloseCode::abnormal);  ///< of the close; 1006: none
  std::string reason;  ///< of the peer's close; else our text, or Beast's
  wire::SocketEnd how = wire::SocketEnd::lost;
  std::optional<wire::ProtocolRule> broken{};  ///< with SocketEnd::protocol_error
};

/// The party at the other end: the limits of a socket depend on it.
enum class SocketUse : std::uint8_t {
  carrier,  ///< of a call
  agent,    ///< of a call; also the host that a phone calls
  client,   ///< of the built-in agent
};

/// One WebSocket after its upgrade, plain or TLS, either role. Hides Beast.
///
/// shape   one reader and one writer at a time, both coroutines on executor()
/// errors  read: nullopt, then ending() says how; write: false, and the reader gets the reason
/// cost    a read buffer as large as the message in hand; above LargeMessages::kOwnRoom it waits
///         for room among the others of its thread
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  /// One whole message, valid until the next read. A message above the limit and a broken rule end
  /// the reading, each with the close code for the peer.
  virtual asio::awaitable<std::optional<wire::FrameView>> read() = 0;
  /// `told` is called when the peer's close has been read; read() ends only with the connection
  /// below, which a peer may leave open.
  virtual void when_peer_closes(std::function<void()> told) = 0;
  virtual asio::awaitable<bool> write(wire::FrameView frame) = 0;
  /// Sends the close and waits for the peer's; drop() cuts the wait short.
  virtual asio::awaitable<void> close(std::uint16_t code, std::string_view reason) = 0;
  /// After such an end: sends the close and discards what arrives, until the peer ends the
  /// connection. A connection that is closed with bytes unread is reset, and the reset would
  /// overtake the close that says why.
  virtual asio::awaitable<void> say_why() = 0;
  /// Resets the connection now. What waits for it ends.
  virtual void drop() = 0;
  /// After drop(), and not from within it: ends what waits for something else. Beast's close and
  /// its read wait for each other when a peer responds to our close with invalid bytes.
  virtual void cut() = 0;

  /// Kept for as long as the socket.
  void hold(std::shared_ptr<void> place) { held_ = std::move(place); }
  virtual const Ending& ending() const = 0;
  virtual SocketUse use() const = 0;
  virtual asio::any_io_executor executor() = 0;

 private:
  std::shared_ptr<void> held_;
};

}  // namespace hookswitch::net
