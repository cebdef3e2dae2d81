#include "net/link.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace hookswitch::native {

Link::Link(std::unique_ptr<WebSocket> socket)
    : socket_(std::move(socket)),
      wake_(socket_->executor()),
      patience_(socket_->executor()),
      share_(socket_->use()) {
  patience_.expires_at(net::steady_timer::time_point::max());  // patient for ever, until told
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
  if (backlog_ > most_waiting(socket_->use())) return drop();
  queue_.push_back(std::move(frame));
  wake_.cancel();
}

void Link::close(std::uint16_t code, std::string reason, Micros patience) {
  if (over_ || closing_) return;
  closing_ = true;
  close_ = {code, std::move(reason)};
  drop_within(patience);
  wake_.cancel();
}

// The soonest of all patiences counts.
void Link::drop_within(Micros patience) {
  const auto until = net::steady_timer::clock_type::now() + patience;
  if (patience_.expiry() <= until) return;
  patience_.expires_at(until);
  patience_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error) self->drop();
  });
}

void Link::drop() {
  closing_ = true;
  queue_.clear();
  socket_->drop();
  net::post(socket_->executor(), [self = shared_from_this()] { self->socket_->cut(); });
  wake_.cancel();
}

net::awaitable<void> Link::read_all(std::shared_ptr<LinkListener> listener) {
  const auto self = shared_from_this();
  for (;;) {
    const auto frame = co_await socket_->read();
    if (!frame) break;
    if (!share_.spend(frame->payload.size(), net::steady_timer::clock_type::now()))
      co_await share_.turn();
    listener->on_frame(*this, *frame);
  }
  over_ = true;
  wake_.cancel();
  const bool too_large = socket_->ending().code == wire::number(wire::CloseCode::too_large);
  if (!too_large) patience_.cancel();
  listener->on_closed(*this, socket_->ending());
  listener.reset();  // the session need not live as long as its peer's goodbye
  if (too_large && !closing_) co_await linger();
}

// The peer is still writing. A connection that is closed with bytes unread is reset, and the reset
// would overtake the close that says why: what comes is read and thrown away until the peer closes.
net::awaitable<void> Link::linger() {
  closing_ = true;
  drop_within(kLinger);
  co_await socket_->close(socket_->ending().code, socket_->ending().reason);
  patience_.cancel();
}

net::awaitable<void> Link::write_all(std::shared_ptr<LinkListener> listener) {
  const auto self = shared_from_this();
  std::vector<wire::Frame> batch;
  while (!over_) {
    if (queue_.empty() && closing_) {
      co_await socket_->close(close_.code, close_.reason);
      if (over_) patience_.cancel();
      co_return;
    }
    if (queue_.empty()) {
      wake_.expires_at(net::steady_timer::time_point::max());
      co_await wake_.async_wait(kTuple);
      continue;
    }
    batch.swap(queue_);
    backlog_ = 0;
    for (const auto& frame : batch)
      if (!co_await socket_->write(frame.view())) co_return drop_within(kFarewell);
    if (!over_) listener->on_sent(*this, static_cast<std::uint32_t>(batch.size()));
    batch.clear();
  }
}

}  // namespace hookswitch::native
