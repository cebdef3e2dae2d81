#include "net/http_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "log/log.hpp"

namespace hookswitch::net {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

ErrorCode bind(tcp::acceptor& acceptor, const tcp::endpoint& where, bool shared) {
  ErrorCode error;
  acceptor.open(where.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && shared) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(where, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

system::Failure explain(const ErrorCode& error, const tcp::endpoint& where) {
  const std::string address = where.address().to_string() + " port " + std::to_string(where.port());
  const bool taken = error == asio::error::address_in_use;
  return {taken ? Errc::port_taken : Errc::cannot_listen, address + ": " + error.message()};
}

/// Logs that connections cannot be accepted; throttled.
class ThrottledWarning {
 public:
  void add(const ErrorCode& error) {
    constexpr std::chrono::seconds kPause{10};
    ++count_;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + kPause;
    log::warn(Errc::too_many_connections, {{"detail", "not accepted: " + error.message()},
                                           {"times", std::to_string(std::exchange(count_, 0))}});
  }

 private:
  std::uint64_t count_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

std::string authority(const tcp::endpoint& where) {
  auto address = where.address();
  if (address.is_unspecified())
    address = address.is_v6() ? asio::ip::address(asio::ip::address_v6::loopback())
                              : asio::ip::address(asio::ip::address_v4::loopback());
  const std::string text = address.to_string();
  return (address.is_v6() ? '[' + text + ']' : text) + ':' + std::to_string(where.port());
}

}  // namespace

system::Checked<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& host,
                                                                std::uint16_t port, int threads) {
  ErrorCode error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return system::failed(Errc::cannot_listen, host + " is not an address");
  tcp::endpoint where(address, port);

  std::unique_ptr<HttpServer> server(new HttpServer);
  if (threads == 0) threads = static_cast<int>(std::thread::hardware_concurrency());
  for (int i = 0; i < std::max(1, threads); ++i)
    server->workers_.push_back(std::make_unique<Worker>());
  if (port != 0) {
    // Shared binding would silently join another bridge's port: ask for it alone first.
    tcp::acceptor probe(server->workers_.front()->context);
    if (const auto refused = bind(probe, where, false))
      return tl::unexpected(explain(refused, where));
  }
  for (const auto& worker : server->workers_) {
    if (const auto refused = bind(worker->acceptor, where, true))
      return tl::unexpected(explain(refused, where));
    where.port(worker->acceptor.local_endpoint().port());
  }
  server->port_ = where.port();
  server->own_authority_ = authority(where);
  return server;
}

HttpServer::~HttpServer() { stop(); }

void HttpServer::run(HttpRouter router, std::size_t max_connections) {
  state_ = std::make_shared<HttpServerState>(max_connections);
  state_->router = std::move(router);
  for (const auto& worker : workers_) {
    spawn(worker->context.get_executor(), accept_all(worker->acceptor, state_));
    worker->thread = std::thread([&context = worker->context] {
      const auto stay = asio::make_work_guard(context);
      context.run();
    });
  }
}

void HttpServer::stop_accepting() {
  for (const auto& worker : workers_)
    asio::post(worker->context, [&acceptor = worker->acceptor] {
      ErrorCode ignored;
      acceptor.close(ignored);
    });
}

void HttpServer::wait_until_answered(Millis at_most) {
  if (state_) state_->answering.wait_until_idle(at_most);
}

void HttpServer::stop() {
  for (const auto& worker : workers_) worker->context.stop();
  for (const auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
}

asio::awaitable<void> HttpServer::accept_all(tcp::acceptor& acceptor,
                                             std::shared_ptr<HttpServerState> state) {
  constexpr std::chrono::milliseconds kBreath{100};
  ThrottledWarning refused;
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(kTuple);
    if (!error) {
      spawn(acceptor.get_executor(), serve_http(std::move(socket), state));
    } else if (acceptor.is_open()) {
      // Out of descriptors, or the peer left while it waited: the next one may do better.
      refused.add(error);
      asio::steady_timer pause(acceptor.get_executor(), kBreath);
      co_await pause.async_wait(kTuple);
    }
  }
}

}  // namespace hookswitch::net
