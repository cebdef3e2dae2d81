#include "net/tls_front.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace hookswitch::net {
namespace {

using Outer = asio::ssl::stream<tcp::socket>;

/// The two sides of one connection, for as long as bytes go either way.
struct Joined {
  Joined(Outer client, tcp::socket server)
      : outer(std::move(client)), inner(std::move(server)), timer(inner.get_executor()) {}

  void drop() {
    ErrorCode ignored;
    inner.close(ignored);
    outer.lowest_layer().close(ignored);
    timer.cancel();
  }

  Outer outer;
  tcp::socket inner;
  asio::steady_timer timer;
};

/// Every byte of `from` to `to`, until one of them ends.
template <class From, class To>
asio::awaitable<void> pump(From& from, To& to) {
  std::array<char, 16 << 10> bytes;
  for (;;) {
    const auto [ended, size] = co_await from.async_read_some(asio::buffer(bytes), kTuple);
    if (ended) co_return;
    const auto [failed, written] =
        co_await asio::async_write(to, asio::buffer(bytes.data(), size), kTuple);
    if (failed) co_return;
  }
}

asio::awaitable<void> client_to_server(std::shared_ptr<Joined> joined) {
  co_await pump(joined->outer, joined->inner);
  // The server may still have something to send.
  ErrorCode ignored;
  joined->inner.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> server_to_client(std::shared_ptr<Joined> joined) {
  constexpr std::chrono::seconds kGoodbye{2};
  co_await pump(joined->inner, joined->outer);
  joined->timer.expires_after(kGoodbye);
  joined->timer.async_wait([joined](const ErrorCode& error) {
    if (!error) joined->drop();
  });
  co_await joined->outer.async_shutdown(kTuple);
  joined->drop();
}

}  // namespace

TlsFront::TlsFront(boost::asio::ssl::context identity)
    : identity_(std::move(identity)), acceptor_(context_) {}

TlsFront::~TlsFront() { stop(); }

system::Checked<std::unique_ptr<TlsFront>> TlsFront::listen(const std::string& host,
                                                            std::uint16_t port,
                                                            boost::asio::ssl::context identity) {
  ErrorCode error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return system::failed(Errc::cannot_listen, host + " is not an address");
  std::unique_ptr<TlsFront> front(new TlsFront(std::move(identity)));
  const tcp::endpoint where(address, port);
  tcp::acceptor& acceptor = front->acceptor_;
  acceptor.open(where.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(where, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return tl::unexpected(system::Failure{
        error == asio::error::address_in_use ? Errc::port_taken : Errc::cannot_listen,
        host + " port " + std::to_string(port) + ": " + error.message()});
  front->where_ = acceptor.local_endpoint();
  return front;
}

std::string TlsFront::own_authority() const {
  auto address = where_.address();
  if (address.is_unspecified() && address.is_v4()) address = asio::ip::address_v4::loopback();
  if (address.is_unspecified()) address = asio::ip::address_v6::loopback();
  const std::string text = address.to_string();
  return (address.is_v6() ? '[' + text + ']' : text) + ':' + std::to_string(where_.port());
}

void TlsFront::run(std::uint16_t inner_port) {
  const tcp::endpoint inner(asio::ip::address_v4::loopback(), inner_port);
  spawn(context_.get_executor(), accept_all(inner));
  thread_ = std::thread([this] {
    const auto stay = asio::make_work_guard(context_);
    context_.run();
  });
}

void TlsFront::stop_accepting() {
  asio::post(context_, [this] {
    ErrorCode ignored;
    acceptor_.close(ignored);
  });
}

void TlsFront::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> TlsFront::accept_all(tcp::endpoint inner) {
  constexpr std::chrono::milliseconds kBreath{100};
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kTuple);
    if (!error && connections_ < kMaxConnections) {
      spawn(context_.get_executor(), serve(std::move(socket), inner));
    } else if (error && acceptor_.is_open()) {
      asio::steady_timer pause(context_, kBreath);
      co_await pause.async_wait(kTuple);
    }
  }
}

asio::awaitable<void> TlsFront::serve(tcp::socket socket, tcp::endpoint inner) {
  struct Slot {
    explicit Slot(std::size_t& all) : count(all) { ++count; }
    ~Slot() { --count; }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    std::size_t& count;
  };
  const Slot slot(connections_);
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  auto joined =
      std::make_shared<Joined>(Outer(std::move(socket), identity_), tcp::socket(context_));
  joined->timer.expires_after(kHandshake);
  joined->timer.async_wait([joined](const ErrorCode& error) {
    if (!error) joined->drop();
  });
  const auto [unsafe] =
      co_await joined->outer.async_handshake(asio::ssl::stream_base::server, kTuple);
  if (unsafe) co_return joined->drop();
  const auto [unreached] = co_await joined->inner.async_connect(inner, kTuple);
  joined->timer.cancel();
  if (unreached) co_return joined->drop();
  joined->inner.set_option(tcp::no_delay(true), ignored);
  spawn(context_.get_executor(), client_to_server(joined));
  co_await server_to_client(joined);
}

}  // namespace hookswitch::net
