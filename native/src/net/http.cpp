#include "net/http.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/http.hpp>
#include <tuple>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "net/beast_socket.hpp"
#include "net/peer_watch.hpp"
#include "net/problem.hpp"
#include "net/request_reader.hpp"
#include "system/version.hpp"

namespace hookswitch::net {
namespace {

namespace http = beast::http;
using Response = http::response<http::string_body>;
using PlainStream = beast::tcp_stream;

constexpr std::chrono::seconds kResponseTimeout{30};
constexpr std::chrono::seconds kRequestTimeout{10};
constexpr std::chrono::seconds kLinger{1};
constexpr std::size_t kMaxDiscarded = 1 << 20;

std::string text(beast::string_view view) { return {view.data(), view.size()}; }

/// A target may be a whole URL, as to a proxy: its host counts, not the header's.
/// source  RFC 9112, section 3.2.2
std::string relative(std::string target, std::string& host) {
  constexpr std::string_view kScheme = "http://";
  if (!beast::iequals(beast::string_view(target).substr(0, kScheme.size()),
                      {kScheme.data(), kScheme.size()}))
    return target;
  const auto end_of_host = target.find_first_of("/?", kScheme.size());
  host = target.substr(kScheme.size(), end_of_host - kScheme.size());
  if (end_of_host == target.npos) return "/";
  return (target[end_of_host] == '?' ? "/" : "") + target.substr(end_of_host);
}

HttpRequest plain(const Request& request, const tcp::endpoint& remote, std::uint16_t local_port) {
  HttpRequest out;
  out.method = text(request.method_string());
  out.host = text(request[http::field::host]);
  const std::string target = relative(text(request.target()), out.host);
  const auto question = target.find('?');
  out.path = target.substr(0, question);
  if (question != target.npos) out.query = target.substr(question + 1);
  const auto address = remote.address();
  out.remote = address.to_string();
  out.local_port = local_port;
  out.from_loopback =
      address.is_loopback() ||
      (address.is_v6() && address.to_v6().is_v4_mapped() &&
       asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback());
  out.wants_socket = websocket::is_upgrade(request);
  for (const auto& field : request)
    out.headers.push_back({text(field.name_string()), text(field.value())});
  out.body = request.body();
  return out;
}

/// One connection. Its coroutine holds it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::shared_ptr<HttpServerState> state)
      : stream_(std::move(socket)), state_(std::move(state)) {}

  asio::awaitable<void> serve() {
    ErrorCode error;
    stream_.socket().set_option(tcp::no_delay(true), error);
    remote_ = stream_.socket().remote_endpoint(error);
    if (!error) local_port_ = stream_.socket().local_endpoint(error).port();
    slot_.emplace(state_->limiter, [weak = weak_from_this(), executor = stream_.get_executor()] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->stream_.close();
      });
    });
    if (!slot_->is_admitted()) co_return;
    while (!error) {
      stream_.expires_after(kRequestTimeout);
      slot_->await_peer();
      const auto read = co_await read_request(stream_, buffer_);
      if (!read) {
        if (const auto& fault = read.error())
          co_await send_last(problem(fault->status, fault->code, fault->detail));
        break;
      }
      slot_->begin_request();
      const Request& request = *read;
      const Busy answering(state_->answering);
      HttpReply answer = co_await state_->router(plain(request, remote_, local_port_));
      if (auto* upgrade = std::get_if<SocketUpgrade>(&answer)) {
        co_await switch_protocols(request, std::move(*upgrade));
        co_return;
      }
      const auto* late = std::get_if<DeferredResponse>(&answer);
      auto* endless = std::get_if<StreamingResponse>(&answer);
      if ((late || endless) && !slot_->hold()) {
        co_await send_last(problem(503, Errc::too_many_connections));
        break;
      }
      if (endless) {
        co_await stream_body(request, *endless);
        break;
      }
      const ErrorCode unsent =
          late ? co_await send_late(*late, request)
               : co_await send(std::get<HttpResponse>(std::move(answer)), request);
      if (unsent || !request.keep_alive() || slot_->is_over_limit()) break;
    }
    stream_.socket().shutdown(tcp::socket::shutdown_send, error);
    if (!slot_->is_over_limit()) co_await linger();
  }

 private:
  /// A connection that is closed with bytes unread is reset, and the reset may overtake the
  /// response: what still arrives is discarded for kLinger. source  RFC 9112, section 9.6
  asio::awaitable<void> linger() {
    stream_.expires_after(kLinger);
    buffer_.clear();
    for (std::size_t thrown_away = 0; thrown_away < kMaxDiscarded;) {
      constexpr std::size_t kPiece = 16 << 10;
      const auto [gone, size] = co_await stream_.async_read_some(buffer_.prepare(kPiece), kTuple);
      if (gone) break;
      thrown_away += size;
    }
  }

  asio::awaitable<ErrorCode> send(HttpResponse answer, const Request& request) {
    Response response(static_cast<http::status>(answer.status), request.version());
    set_common(response, answer.content_type);
    for (const auto& header : answer.headers) response.set(header.name, header.value);
    response.keep_alive(request.keep_alive());
    response.body() = std::move(answer.body);
    response.prepare_payload();
    stream_.expires_after(kResponseTimeout);
    slot_->await_peer(response.body().size());
    if (request.method() == http::verb::head) {
      http::response<http::empty_body> head(std::move(response.base()));  // keeps Content-Length
      http::response_serializer<http::empty_body> serializer(head);
      const auto [error, size] = co_await http::async_write_header(stream_, serializer, kTuple);
      co_return error;
    }
    const auto [error, size] = co_await http::async_write(stream_, response, kTuple);
    co_return error;
  }

  asio::awaitable<ErrorCode> send_late(const DeferredResponse& late, const Request& request) {
    PeerWatch watch(stream_.socket(), buffer_, late.left);
    HttpResponse answer = co_await late.answer();
    if (!co_await watch.stop()) co_return make_error_code(asio::error::connection_reset);
    co_return co_await send(std::move(answer), request);
  }

  asio::awaitable<void> send_last(HttpResponse answer) {
    Request request(http::verb::get, "/", 11);
    request.keep_alive(false);
    co_await send(std::move(answer), request);
  }

  template <class Message>
  static void set_common(Message& message, const std::string& content_type) {
    message.set(http::field::server, system::kProduct);
    if (!content_type.empty()) message.set(http::field::content_type, content_type);
    message.set("X-Content-Type-Options", "nosniff");
  }

  asio::awaitable<void> switch_protocols(const Request& request, SocketUpgrade upgrade) {
    slot_->release();
    BeastSocket<PlainStream>::Stream stream(std::move(stream_));
    stream.next_layer().put_back(buffer_.cdata());  // a peer need not wait for the response
    BeastSocket<PlainStream>::prepare(stream);
    stream.set_option(websocket::stream_base::decorator([&](websocket::response_type& response) {
      set_common(response, {});
      for (const auto& header : upgrade.headers) response.set(header.name, header.value);
      if (!upgrade.subprotocol.empty())
        response.set(http::field::sec_websocket_protocol, upgrade.subprotocol);
    }));
    const auto [error] = co_await stream.async_accept(request, kTuple);
    if (error || stream.next_layer().write_error()) co_return;
    auto socket = std::make_unique<BeastSocket<PlainStream>>(std::move(stream), upgrade.max_message,
                                                             upgrade.use);
    socket->hold(std::move(upgrade.place));
    upgrade.opened(std::move(socket));
  }

  asio::awaitable<void> stream_body(const Request& request, const StreamingResponse& body) {
    http::response<http::empty_body> response(http::status::ok, request.version());
    set_common(response, body.content_type);
    for (const auto& header : body.headers) response.set(header.name, header.value);
    response.keep_alive(false);
    http::response_serializer<http::empty_body> head(response);
    stream_.expires_after(kResponseTimeout);
    const auto [head_error, head_size] = co_await http::async_write_header(stream_, head, kTuple);
    if (head_error || request.method() == http::verb::head) co_return;
    PeerWatch watch(stream_.socket(), buffer_, body.left);
    for (ErrorCode unsent; !unsent;) {
      stream_.expires_never();
      const std::string piece = co_await body.next();
      if (piece.empty()) break;
      stream_.expires_after(kResponseTimeout);
      std::tie(unsent, std::ignore) =
          co_await asio::async_write(stream_, asio::buffer(piece), kTuple);
    }
    co_await watch.stop();
  }

  beast::tcp_stream stream_;
  std::shared_ptr<HttpServerState> state_;
  std::optional<ConnectionLimiter::Slot> slot_;
  tcp::endpoint remote_;
  std::uint16_t local_port_ = 0;
  beast::flat_buffer buffer_;
};

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& field : headers)
    if (beast::iequals({field.name.data(), field.name.size()}, {name.data(), name.size()}))
      return field.value;
  return {};
}

asio::awaitable<void> serve_http(tcp::socket socket, std::shared_ptr<HttpServerState> state) {
  const auto connection = std::make_shared<Connection>(std::move(socket), std::move(state));
  co_await connection->serve();
}

}  // namespace hookswitch::net
