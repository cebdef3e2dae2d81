#include "net/peer_watch.hpp"

#include <utility>

namespace hookswitch::net {

PeerWatch::PeerWatch(tcp::socket& socket, boost::beast::flat_buffer& buffer,
                     std::function<void()> left)
    : socket_(socket),
      buffer_(buffer),
      left_(std::move(left)),
      stopped_(socket.get_executor(), asio::steady_timer::time_point::max()) {
  read();
}

void PeerWatch::read() {
  constexpr std::size_t kPiece = 512;
  reading_ = true;
  socket_.async_read_some(
      buffer_.prepare(kPiece),
      [this](const ErrorCode& error, std::size_t size) { on_read(error, size); });
}

void PeerWatch::on_read(const ErrorCode& error, std::size_t size) {
  buffer_.commit(size);
  reading_ = false;
  const bool too_much = buffer_.size() >= kMaxUnread;
  if (too_much || (error && error != asio::error::operation_aborted)) {
    gone_ = true;
    left_();
  } else if (!stopping_) {
    return read();
  }
  stopped_.cancel();
}

asio::awaitable<bool> PeerWatch::stop() {
  stopping_ = true;
  ErrorCode ignored;
  if (reading_) socket_.cancel(ignored);
  while (reading_) co_await stopped_.async_wait(kTuple);
  co_return !gone_;
}

}  // namespace hookswitch::net
