#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "net/asio.hpp"
#include "net/fair_share.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

class Link;

/// Receives what happens on a link; the link's coroutines keep it alive.
class LinkListener {
 public:
  virtual ~LinkListener() = default;
  virtual void on_frame(Link& link, wire::FrameView frame) = 0;
  virtual void on_sent(Link& link, std::uint32_t frames) = 0;    ///< one by one, as they leave
  virtual void on_closed(Link& link, const Ending& ending) = 0;  ///< once, the last call
};

/// One socket of a session: a reader, a writer and the queue between session and writer.
///
/// shape   run() once; then send, close and drop at will, on the socket's thread
/// time    a close is abandoned after its bound, a drop is immediate; a peer that has closed, or
///         that nothing can be written to, has kFarewell to end the connection; a peer that wrote
///         too much or broke the protocol gets the close code for kLinger at most, after on_closed
/// errors  none: a failure is an ending, reported once by on_closed
/// cost    frames wait in order; when more than most_waiting() bytes wait, the link is dropped. A
///         peer that floods is read more slowly, see FairShare
class Link : public std::enable_shared_from_this<Link> {
 public:
  /// In bytes. Agent audio ahead of real time waits at the agent's end.
  static constexpr std::size_t most_waiting(SocketUse use) {
    return use == SocketUse::client ? 8 << 20 : use == SocketUse::agent ? 1 << 20 : 512 << 10;
  }
  static constexpr Millis kLinger{2'000};
  static constexpr Millis kFarewell{300};  ///< between a peer's close and the connection's end

  explicit Link(std::unique_ptr<WebSocket> socket);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void run(std::shared_ptr<LinkListener> listener);
  void send(wire::Frame frame);
  /// After the frames already sent: close cleanly, drop when `timeout` has passed.
  void close(std::uint16_t code, std::string reason, Micros timeout);
  void drop();
  bool over() const { return over_; }

  /// How many links exist in this process.
  static int open_count() { return open_links.load(std::memory_order_relaxed); }

 private:
  asio::awaitable<void> read_all(std::shared_ptr<LinkListener> listener);
  asio::awaitable<void> write_all(std::shared_ptr<LinkListener> listener);
  void drop_within(Micros timeout);
  void stop_timer();

  static inline std::atomic<int> open_links{0};

  std::unique_ptr<WebSocket> socket_;
  asio::steady_timer wake_;         ///< the writer sleeps on it; cancelled to wake it
  asio::steady_timer close_timer_;  ///< bounds the closing handshake
  FairShare share_;
  std::vector<wire::Frame> queue_;
  std::size_t backlog_ = 0;  ///< bytes that are not written yet
  Ending close_;
  std::optional<Ending> own_end_;  ///< why we dropped it; else the socket says how it ended
  bool closing_ = false;
  bool close_begun_ = false;  ///< the socket is being closed
  bool over_ = false;
};

}  // namespace hookswitch::net
