#include "net/dial.hpp"

#include <algorithm>
#include <boost/beast/websocket/ssl.hpp>
#include <utility>

#include "net/beast_socket.hpp"
#include "net/connector.hpp"
#include "net/tls.hpp"
#include "net/upgrade_response.hpp"
#include "system/version.hpp"

namespace hookswitch::net {
namespace {

constexpr Micros kTextTimeout{1'000'000};

/// One attempt to dial. Lives as long as its coroutine; the timeout may report the result earlier.
class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(const asio::any_io_executor& executor, DialPlan plan,
          std::function<void(DialAnswer)> answer)
      : executor_(executor),
        plan_(std::move(plan)),
        answer_(std::move(answer)),
        clock_(executor),
        connector_(executor),
        tcp_(executor) {}

  void start() {
    give_up_after(plan_.timeout);
    spawn(executor_, run());
  }

 private:
  void give_up_after(Micros timeout) {
    clock_.expires_after(timeout);
    clock_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (error) return;
      const std::string step(self->connector_.step());
      self->connector_.cancel();
      if (self->cut_) self->cut_();
      self->give(self->response_.is_refusal() ? self->response_.refusal()
                                              : NotDialled{0, "timed out " + step});
    });
  }

  void give(DialAnswer answer) {
    if (!answer_) return;
    clock_.cancel();
    std::exchange(answer_, nullptr)(std::move(answer));
  }

  asio::awaitable<void> run() {
    const auto self = shared_from_this();
    const auto connected = co_await connector_.connect(plan_.url, tcp_);
    if (!connected) co_return give(NotDialled{0, connected.error()});
    ErrorCode ignored;
    tcp_.socket().set_option(tcp::no_delay(true), ignored);
    if (plan_.url.secure)
      co_await secure();
    else
      co_await upgrade<PlainStream>(BeastSocket<PlainStream>::Stream(std::move(tcp_)));
  }

  asio::awaitable<void> secure() {
    const bool verify = plan_.verify_certificate;
    BeastSocket<TlsStream>::Stream stream(std::move(tcp_), client_tls(verify));
    auto& tls = stream.next_layer().next_layer();
    if (auto secured = co_await connector_.secure(plan_.url, tls, verify); !secured)
      co_return give(refused(std::move(secured.error())));
    co_await upgrade<TlsStream>(std::move(stream));
  }

  template <class Next>
  asio::awaitable<void> upgrade(typename BeastSocket<Next>::Stream stream) {
    BeastSocket<Next>::prepare(stream);
    stream.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
      request.set("User-Agent", system::kProduct);
      for (const auto& header : plan_.headers) request.set(header.name, header.value);
    }));
    stream.next_layer().tap([this](std::string_view bytes) { feed(bytes); });
    websocket::response_type response;
    cut_ = [&stream] { beast::get_lowest_layer(stream).cancel(); };
    const auto [error] =
        co_await stream.async_handshake(response, plan_.url.authority(), plan_.url.target, kTuple);
    cut_ = nullptr;
    stream.next_layer().stop_tapping();
    if (error) co_return give(why_not(error, stream.next_layer().write_error()));
    if (auto broken = not_offered(response)) co_return give(std::move(*broken));
    const auto id = response["X-Hookswitch-Call"];
    const auto subprotocol = response["Sec-WebSocket-Protocol"];
    if (answer_)
      give(Dialled{std::make_unique<BeastSocket<Next>>(std::move(stream), plan_.max_message,
                                                       SocketUse::agent),
                   std::string(id.data(), id.size()),
                   std::string(subprotocol.data(), subprotocol.size())});
  }

  /// After the head of a refusal, its body has kTextTimeout.
  void feed(std::string_view bytes) {
    const bool was_refused = response_.is_refusal();
    response_.feed(bytes);
    if (!was_refused && response_.is_refusal() && answer_)
      give_up_after(std::min(plan_.timeout, kTextTimeout));
  }

  NotDialled why_not(const ErrorCode& error, const ErrorCode& unsent) const {
    if (response_.is_refusal()) return response_.refusal();
    if (const auto rule = broken_rule(error)) return {0, error.message(), {}, rule};
    if (auto refusal = connector_.ended(error)) return refused(std::move(*refusal));
    return {0, ending_of(unsent ? unsent : error, kIdleTimeout).reason};
  }

  static NotDialled refused(TlsRefusal why) {
    return {0, std::move(why.detail), {}, std::nullopt, why.fault};
  }

  /// A response may not select what was not offered; the client offers no extension, and a
  /// subprotocol only in its headers. source  RFC 6455, section 4.1
  std::optional<NotDialled> not_offered(const websocket::response_type& response) const {
    const auto chosen = [&response](std::string_view name) {
      const auto value = response[beast::string_view(name.data(), name.size())];
      return std::string(value.data(), value.size());
    };
    if (const auto extensions = chosen("Sec-WebSocket-Extensions"); !extensions.empty())
      return NotDialled{0, extensions, {}, wire::ProtocolRule::extension};
    const auto subprotocol = chosen("Sec-WebSocket-Protocol");
    const bool asks = std::any_of(plan_.headers.begin(), plan_.headers.end(), [](const auto& ours) {
      return beast::iequals(ours.name, "Sec-WebSocket-Protocol");
    });
    if (subprotocol.empty() || asks) return std::nullopt;
    return NotDialled{0, subprotocol, {}, wire::ProtocolRule::subprotocol};
  }

  asio::any_io_executor executor_;
  DialPlan plan_;
  std::function<void(DialAnswer)> answer_;  ///< empty after its call
  asio::steady_timer clock_;
  Connector connector_;
  PlainStream tcp_;
  UpgradeResponseReader response_;
  std::function<void()> cut_;  ///< ends the upgrade, while that is being awaited
};

}  // namespace

void dial(const asio::any_io_executor& executor, DialPlan plan,
          std::function<void(DialAnswer)> answer) {
  std::make_shared<Attempt>(executor, std::move(plan), std::move(answer))->start();
}

}  // namespace hookswitch::net
