#include "net/http_post.hpp"

#include <algorithm>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "net/connector.hpp"
#include "net/tls.hpp"
#include "system/version.hpp"

namespace hookswitch::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxHead = 16 << 10;
constexpr unsigned kFirstRefusal = 300;
constexpr Micros kTextTimeout{1'000'000};

int seconds_of(beast::string_view text) {
  int seconds = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  return error == std::errc{} && stop == end && seconds > 0 ? seconds : 0;  // a date is not read
}

}  // namespace

/// Lives as long as its coroutine; the timeout may report the result earlier.
class HttpPost::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(const asio::any_io_executor& executor, PostPlan plan,
          std::function<void(PostAnswer)> answer)
      : executor_(executor),
        plan_(std::move(plan)),
        answer_(std::move(answer)),
        clock_(executor),
        connector_(executor),
        stream_(PlainStream(executor), client_tls(true)) {}

  void start() {
    cut_after(plan_.timeout);
    spawn(executor_, run());
  }

  void cut(std::string why) {
    connector_.cancel();
    tcp().cancel();
    give(head_ ? *head_ : PostAnswer{0, std::move(why), 0});
  }

 private:
  PlainStream& tcp() { return stream_.next_layer(); }

  void give(PostAnswer answer) {
    if (!answer_) return;
    clock_.cancel();
    std::exchange(answer_, nullptr)(std::move(answer));
  }

  asio::awaitable<void> run() {
    const auto self = shared_from_this();
    const auto connected = co_await connector_.connect(plan_.url, tcp());
    if (!connected) co_return give({0, connected.error(), 0});
    if (!plan_.url.secure) co_return co_await talk(tcp());
    if (const auto secured = co_await connector_.secure(plan_.url, stream_, true); !secured)
      co_return give(
          {0, "TLS: " + wire::describe(secured.error().fault) + ": " + secured.error().detail, 0});
    co_await talk(stream_);
  }

  void cut_after(Micros timeout) {
    clock_.expires_after(timeout);
    clock_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (!error) self->cut("timed out");
    });
  }

  template <class Stream>
  asio::awaitable<void> talk(Stream& stream) {
    send(stream);
    std::optional<Parser> parser;
    beast::flat_buffer buffer(kMaxHead + (16 << 10));
    constexpr unsigned kFirstFinal = 200;  // 1xx: the final response follows
    do {
      parser.emplace();
      parser->header_limit(kMaxHead);
      parser->body_limit(boost::none);
      const auto [unread, size] = co_await http::async_read_header(stream, buffer, *parser, kTuple);
      if (unread) co_return give({0, (unsent_ ? unsent_ : unread).message(), 0});
    } while (parser->get().result_int() < kFirstFinal);
    // The status counts, whatever the body is.
    const auto& response = parser->get();
    PostAnswer& answer = head_.emplace();
    answer.http_status = static_cast<int>(response.result_int());
    answer.detail.assign(response.reason().data(), response.reason().size());
    answer.retry_after_s = seconds_of(response[http::field::retry_after]);
    if (response.result_int() >= kFirstRefusal)
      co_await read_text(stream, buffer, *parser);
    else if (plan_.max_body > 0 && !co_await read_body(stream, buffer, *parser))
      answer = {
          0,
          "the response broke off, or is longer than " + std::to_string(plan_.max_body) + " bytes",
          0};
    give(answer);
    tcp().cancel();  // the rest of a request whose response is complete
  }

  /// Concurrently with reading: the response may arrive before the whole request is sent.
  template <class Stream>
  void send(Stream& stream) {
    auto request = std::make_shared<http::request<http::string_body>>();
    request->version(11);
    request->method_string(plan_.method);
    request->target(plan_.url.target);
    request->set(http::field::host, plan_.url.authority());
    request->set(http::field::user_agent, system::kProduct);
    request->set(http::field::connection, "close");
    for (const auto& header : plan_.headers) request->set(header.name, header.value);
    request->body() = std::move(plan_.body);
    request->prepare_payload();
    http::async_write(stream, *request,
                      [self = shared_from_this(), request](const ErrorCode& error, std::size_t) {
                        self->unsent_ = error;
                      });
  }

  /// False if it is incomplete.
  template <class Stream>
  asio::awaitable<bool> read_body(Stream& stream, beast::flat_buffer& buffer, Parser& parser) {
    while (!parser.is_done()) {
      const auto [error, size] = co_await http::async_read_some(stream, buffer, parser, kTuple);
      if (error || parser.get().body().size() > plan_.max_body) co_return false;
    }
    head_->body = parser.get().body();
    co_return true;
  }

  /// Reads the beginning of a refusal's body, for kTextTimeout at most, into the result.
  template <class Stream>
  asio::awaitable<void> read_text(Stream& stream, beast::flat_buffer& buffer, Parser& parser) {
    cut_after(std::min(plan_.timeout, kTextTimeout));
    const std::string reason = head_->detail;
    while (!parser.is_done() && parser.get().body().size() < kMaxText) {
      const auto [error, size] = co_await http::async_read_some(stream, buffer, parser, kTuple);
      head_->detail = reason + (reason.empty() || parser.get().body().empty() ? "" : ": ") +
                      parser.get().body().substr(0, kMaxText);
      if (error) break;
    }
  }

  asio::any_io_executor executor_;
  PostPlan plan_;
  std::function<void(PostAnswer)> answer_;  ///< empty after its call
  asio::steady_timer clock_;
  Connector connector_;
  ErrorCode unsent_;                ///< why the request did not go out as a whole
  std::optional<PostAnswer> head_;  ///< the response without its body, once received
  TlsStream stream_;                ///< http:// uses the layer below only
};

HttpPost::HttpPost(const asio::any_io_executor& executor, PostPlan plan,
                   std::function<void(PostAnswer)> answer)
    : attempt_(std::make_shared<Attempt>(executor, std::move(plan), std::move(answer))) {}

void HttpPost::start() { attempt_->start(); }
void HttpPost::cancel() { attempt_->cut("cancelled"); }

}  // namespace hookswitch::net
