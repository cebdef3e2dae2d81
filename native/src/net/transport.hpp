#pragma once

// Heavy: include only in the files that make sockets.

#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "net/asio.hpp"

namespace hookswitch::net {

/// What a WebSocket of Beast runs on: `Next` (a tcp_stream, or TLS on one), and what Beast lacks.
///
/// shape   an AsyncStream. Bytes that were read too early come first. A failed write is hidden from
///         Beast, which would otherwise stop reading, even what explains the failure: reading
///         continues to its own end. A peer that broke the protocol is not waited for
/// time    none
/// errors  of `Next`; those of writes by write_error()
/// cost    nothing per byte
template <class Next>
class Transport {
 public:
  using next_layer_type = Next;
  using executor_type = typename Next::executor_type;

  template <class... Args>
  explicit Transport(Args&&... args) : next_(std::forward<Args>(args)...) {}

  Next& next_layer() { return next_; }
  const Next& next_layer() const { return next_; }
  executor_type get_executor() { return next_.get_executor(); }

  /// Bytes that were read together with the upgrade.
  void put_back(asio::const_buffer bytes) {
    early_.commit(asio::buffer_copy(early_.prepare(bytes.size()), bytes));
  }
  /// Hears every byte that is read, until stop_tapping().
  void tap(std::function<void(std::string_view)> heard) { tap_ = std::move(heard); }
  void stop_tapping() { tap_ = nullptr; }

  /// A close frame was sent or received: the connection is taken down with the peer.
  void closes_in_order() { in_order_ = true; }
  bool is_closing_in_order() const { return in_order_; }

  const ErrorCode& write_error() const { return *write_error_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (early_.size() > 0) {
      const std::size_t size = asio::buffer_copy(buffers, early_.cdata());
      early_.consume(size);
      return asio::post(get_executor(), boost::beast::bind_front_handler(
                                            std::forward<Handler>(handler), ErrorCode(), size));
    }
    if (!tap_) return next_.async_read_some(buffers, std::forward<Handler>(handler));
    asio::async_compose<Handler, void(ErrorCode, std::size_t)>(
        [&next = next_, into = asio::buffer(boost::beast::buffers_front(buffers), kTapped),
         heard = tap_,
         begun = false](auto& self, const ErrorCode& error = {}, std::size_t size = 0) mutable {
          if (!std::exchange(begun, true)) return next.async_read_some(into, std::move(self));
          heard({static_cast<const char*>(into.data()), size});
          self.complete(error, size);
        },
        handler, next_);
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    asio::async_compose<Handler, void(ErrorCode, std::size_t)>(
        [&next = next_, buffers, failed = write_error_, begun = false](
            auto& self, const ErrorCode& error = {}, std::size_t size = 0) mutable {
          if (!std::exchange(begun, true)) return next.async_write_some(buffers, std::move(self));
          if (!error) return self.complete({}, size);
          if (!*failed) *failed = error;
          self.complete({}, boost::beast::buffer_bytes(buffers));
        },
        handler, next_);
  }

 private:
  /// What follows a response must fit into Beast's buffer for it.
  static constexpr std::size_t kTapped = 1 << 10;

  Next next_;
  boost::beast::flat_buffer early_;
  std::function<void(std::string_view)> tap_;
  bool in_order_ = false;
  std::shared_ptr<ErrorCode> write_error_ = std::make_shared<ErrorCode>();  ///< outlives a write
};

/// Found by Beast when a WebSocket has ended.
template <class Next, class Handler>
void async_teardown(boost::beast::role_type role, Transport<Next>& transport, Handler&& handler) {
  if (!transport.is_closing_in_order())
    return asio::post(transport.get_executor(), boost::beast::bind_front_handler(
                                                    std::forward<Handler>(handler), ErrorCode()));
  using boost::beast::websocket::async_teardown;
  async_teardown(role, transport.next_layer(), std::forward<Handler>(handler));
}

}  // namespace hookswitch::net
