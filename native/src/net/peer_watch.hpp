#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <functional>

#include "net/asio.hpp"

namespace hookswitch::net {

/// Notices that a peer closes while it waits for its response.
///
/// shape   watches from the beginning; stop() before another reader uses the socket. A peer
///         that closes only its sending side counts as gone: the two look alike
/// range   what the peer sends meanwhile is kept in the buffer for the next reader; one that
///         sends kMaxUnread bytes counts as gone
/// errors  none: a connection that breaks is a peer that has gone
class PeerWatch {
 public:
  static constexpr std::size_t kMaxUnread = 16 << 10;

  PeerWatch(tcp::socket& socket, boost::beast::flat_buffer& buffer, std::function<void()> left);
  PeerWatch(const PeerWatch&) = delete;
  PeerWatch& operator=(const PeerWatch&) = delete;

  /// False if the peer has gone.
  asio::awaitable<bool> stop();

 private:
  void read();
  void on_read(const ErrorCode& error, std::size_t size);

  tcp::socket& socket_;
  boost::beast::flat_buffer& buffer_;
  std::function<void()> left_;
  asio::steady_timer stopped_;  ///< cancelled when nothing is being read any more
  bool reading_ = false;
  bool stopping_ = false;
  bool gone_ = false;
};

}  // namespace hookswitch::net
