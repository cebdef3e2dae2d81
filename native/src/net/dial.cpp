#include "net/dial.hpp"

#include <boost/beast/websocket/ssl.hpp>
#include <utility>

#include "net/beast_socket.hpp"
#include "net/connector.hpp"
#include "net/tls.hpp"

namespace hookswitch::native {
namespace {

/// One try to dial. Lives as long as its coroutine; the answer may be given earlier, by the clock.
class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(const net::any_io_executor& executor, DialPlan plan,
          std::function<void(DialAnswer)> answer)
      : executor_(executor),
        plan_(std::move(plan)),
        answer_(std::move(answer)),
        clock_(executor),
        connector_(executor),
        tcp_(executor) {}

  void start() {
    clock_.expires_after(plan_.timeout);
    clock_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (error) return;
      self->connector_.cancel();
      if (self->cut_) self->cut_();
      self->give(NotDialled{0, "timed out"});
    });
    spawn(executor_, run());
  }

 private:
  void give(DialAnswer answer) {
    if (!answer_) return;
    clock_.cancel();
    std::exchange(answer_, nullptr)(std::move(answer));
  }

  net::awaitable<void> run() {
    const auto self = shared_from_this();
    const std::string unreached = co_await connector_.connect(plan_.url, tcp_);
    if (!unreached.empty()) co_return give(NotDialled{0, unreached});
    ErrorCode ignored;
    tcp_.socket().set_option(tcp::no_delay(true), ignored);
    if (plan_.url.secure)
      co_await secure();
    else
      co_await upgrade<PlainStream>(BeastSocket<PlainStream>::Stream(std::move(tcp_)));
  }

  net::awaitable<void> secure() {
    const bool verify = plan_.verify_certificate;
    BeastSocket<TlsStream>::Stream stream(std::move(tcp_), client_tls(verify));
    const std::string unsafe = co_await connector_.secure(plan_.url, stream.next_layer(), verify);
    if (!unsafe.empty()) co_return give(NotDialled{0, unsafe});
    co_await upgrade<TlsStream>(std::move(stream));
  }

  template <class Next>
  net::awaitable<void> upgrade(typename BeastSocket<Next>::Stream stream) {
    BeastSocket<Next>::prepare(stream);
    stream.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
      request.set("User-Agent", "hookswitch/" HOOKSWITCH_VERSION);
      for (const auto& header : plan_.headers) request.set(header.name, header.value);
    }));
    websocket::response_type response;
    cut_ = [&stream] { beast::get_lowest_layer(stream).cancel(); };
    const auto [error] =
        co_await stream.async_handshake(response, plan_.url.authority(), plan_.url.target, kTuple);
    cut_ = nullptr;
    if (error) co_return give(refusal(error, response));
    const auto id = response["X-Hookswitch-Call"];
    if (answer_)
      give(Dialled{std::make_unique<BeastSocket<Next>>(std::move(stream), plan_.max_message,
                                                       SocketUse::agent),
                   std::string(id.data(), id.size())});
  }

  static NotDialled refusal(const ErrorCode& error, const websocket::response_type& response) {
    if (error != websocket::error::upgrade_declined) return {0, error.message()};
    constexpr std::size_t kMaxText = 300;
    constexpr std::size_t kMaxJson = 2'000;  // a problem document is read, not repeated
    const auto& body = response.body();
    const std::size_t most = body.starts_with('{') ? kMaxJson : kMaxText;
    std::string detail(response.reason().data(), response.reason().size());
    if (!body.empty()) detail.append(detail.empty() ? "" : ": ").append(body, 0, most);
    return {static_cast<int>(response.result_int()), std::move(detail)};
  }

  net::any_io_executor executor_;
  DialPlan plan_;
  std::function<void(DialAnswer)> answer_;  ///< empty once it was given
  net::steady_timer clock_;
  Connector connector_;
  PlainStream tcp_;
  std::function<void()> cut_;  ///< ends the upgrade, while that is being awaited
};

}  // namespace

void dial(const net::any_io_executor& executor, DialPlan plan,
          std::function<void(DialAnswer)> answer) {
  std::make_shared<Attempt>(executor, std::move(plan), std::move(answer))->start();
}

}  // namespace hookswitch::native
