#include "net/link.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace hookswitch::net {

Link::Link(std::unique_ptr<WebSocket> socket)
    : socket_(std::move(socket)),
      wake_(socket_->executor()),
      close_timer_(socket_->executor()),
      share_(socket_->use()) {
  stop_timer();
  open_links.fetch_add(1, std::memory_order_relaxed);
}

Link::~Link() { open_links.fetch_sub(1, std::memory_order_relaxed); }

void Link::run(std::shared_ptr<LinkListener> listener) {
  // The coroutines hold the link and its listener until they end, which they do when the socket
  // does.
  socket_->when_peer_closes([this] { drop_within(kFarewell); });
  spawn(socket_->executor(), read_all(listener));
  spawn(socket_->executor(), write_all(std::move(listener)));
}

void Link::send(wire::Frame frame) {
  if (over_ || closing_) return;
  backlog_ += frame.payload.size();
  if (backlog_ > most_waiting(socket_->use())) {
    own_end_ = Ending{wire::number(wire::CloseCode::abnormal),
                      std::to_string(backlog_) + " bytes wait", wire::SocketEnd::not_read};
    return drop();
  }
  queue_.push_back(std::move(frame));
  wake_.cancel();
}

void Link::close(std::uint16_t code, std::string reason, Micros timeout) {
  if (over_ || closing_) return;
  closing_ = true;
  close_ = {code, std::move(reason)};
  drop_within(timeout);
  wake_.cancel();
}

void Link::stop_timer() { close_timer_.expires_at(asio::steady_timer::time_point::max()); }

// The earliest of all bounds counts.
void Link::drop_within(Micros timeout) {
  const auto until = asio::steady_timer::clock_type::now() + timeout;
  if (close_timer_.expiry() <= until) return;
  close_timer_.expires_at(until);
  close_timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error) self->drop();
  });
}

void Link::drop() {
  closing_ = true;
  queue_.clear();
  socket_->drop();
  asio::post(socket_->executor(), [self = shared_from_this()] { self->socket_->cut(); });
  wake_.cancel();
}

asio::awaitable<void> Link::read_all(std::shared_ptr<LinkListener> listener) {
  const auto self = shared_from_this();
  for (;;) {
    const auto frame = co_await socket_->read();
    if (!frame) break;
    if (!share_.spend(frame->payload.size(), asio::steady_timer::clock_type::now()))
      co_await share_.turn();
    listener->on_frame(*this, *frame);
  }
  over_ = true;
  wake_.cancel();
  const Ending ending = own_end_.value_or(socket_->ending());
  const bool peer_is_there =
      ending.how == wire::SocketEnd::too_large || ending.how == wire::SocketEnd::protocol_error;
  if (peer_is_there)
    drop_within(kLinger);
  else
    stop_timer();
  listener->on_closed(*this, ending);
  listener.reset();  // the session need not outlive the closing handshake
  closing_ = true;
  if (!peer_is_there || std::exchange(close_begun_, true)) co_return;
  co_await socket_->say_why();
  stop_timer();
}

asio::awaitable<void> Link::write_all(std::shared_ptr<LinkListener> listener) {
  const auto self = shared_from_this();
  std::vector<wire::Frame> batch;
  while (!over_) {
    if (queue_.empty() && closing_) {
      close_begun_ = true;
      co_await socket_->close(close_.code, close_.reason);
      if (over_) stop_timer();
      co_return;
    }
    if (queue_.empty()) {
      wake_.expires_at(asio::steady_timer::time_point::max());
      co_await wake_.async_wait(kTuple);
      continue;
    }
    batch.swap(queue_);
    for (const auto& frame : batch) {
      if (!co_await socket_->write(frame.view())) co_return drop_within(kFarewell);
      if (over_) co_return;
      backlog_ -= frame.payload.size();
      listener->on_sent(*this, 1);
    }
    batch.clear();
  }
}

}  // namespace hookswitch::net
