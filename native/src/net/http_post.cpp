#include "net/http_post.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "net/connector.hpp"
#include "net/tls.hpp"

namespace hookswitch::native {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

int seconds_of(beast::string_view text) {
  int seconds = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  return error == std::errc{} && stop == end && seconds > 0 ? seconds : 0;  // a date is not read
}

}  // namespace

/// Lives as long as its coroutine; the answer may be given earlier, by the clock.
class HttpPost::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(const net::any_io_executor& executor, PostPlan plan,
          std::function<void(PostAnswer)> answer)
      : executor_(executor),
        plan_(std::move(plan)),
        answer_(std::move(answer)),
        clock_(executor),
        connector_(executor),
        stream_(PlainStream(executor), client_tls(true)) {}

  void start() {
    clock_.expires_after(plan_.timeout);
    clock_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (!error) self->cut("timed out");
    });
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

  net::awaitable<void> run() {
    const auto self = shared_from_this();
    const std::string unreached = co_await connector_.connect(plan_.url, tcp());
    if (!unreached.empty()) co_return give({0, unreached, 0});
    if (!plan_.url.secure) co_return co_await talk(tcp());
    const std::string unsafe = co_await connector_.secure(plan_.url, stream_, true);
    if (!unsafe.empty()) co_return give({0, unsafe, 0});
    co_await talk(stream_);
  }

  template <class Stream>
  net::awaitable<void> talk(Stream& stream) {
    http::request<http::string_body> request(http::verb::post, plan_.url.target, 11);
    request.set(http::field::host, plan_.url.authority());
    request.set(http::field::user_agent, "hookswitch/" HOOKSWITCH_VERSION);
    request.set(http::field::connection, "close");
    for (const auto& header : plan_.headers) request.set(header.name, header.value);
    request.body() = std::move(plan_.body);
    request.prepare_payload();
    const auto [unsent, written] = co_await http::async_write(stream, request, kTuple);
    if (unsent) co_return give({0, unsent.message(), 0});
    std::optional<http::response_parser<http::string_body>> parser;
    beast::flat_buffer buffer;
    constexpr unsigned kFirstFinal = 200;  // 1xx: the answer is still to come
    do {
      parser.emplace();
      parser->header_limit(16 << 10);
      parser->body_limit(kMaxAnswer);
      const auto [unread, size] = co_await http::async_read_header(stream, buffer, *parser, kTuple);
      if (unread) co_return give({0, unread.message(), 0});
    } while (parser->get().result_int() < kFirstFinal);
    // The status is what counts: a body that is too long, cut off or late takes nothing from it.
    const auto& response = parser->get();
    PostAnswer& answer = head_.emplace();
    answer.http_status = static_cast<int>(response.result_int());
    answer.detail.assign(response.reason().data(), response.reason().size());
    answer.retry_after_s = seconds_of(response[http::field::retry_after]);
    co_await http::async_read(stream, buffer, *parser, kTuple);
    constexpr std::size_t kMaxDetail = 200;
    if (!response.body().empty())
      answer.detail.append(answer.detail.empty() ? "" : ": ")
          .append(response.body(), 0, kMaxDetail);
    give(answer);
  }

  net::any_io_executor executor_;
  PostPlan plan_;
  std::function<void(PostAnswer)> answer_;  ///< empty once it was given
  net::steady_timer clock_;
  Connector connector_;
  std::optional<PostAnswer> head_;  ///< the answer without its body, once that has come
  TlsStream stream_;                ///< http:// uses the layer below only
};

HttpPost::HttpPost(const net::any_io_executor& executor, PostPlan plan,
                   std::function<void(PostAnswer)> answer)
    : attempt_(std::make_shared<Attempt>(executor, std::move(plan), std::move(answer))) {}

void HttpPost::start() { attempt_->start(); }
void HttpPost::cancel() { attempt_->cut("cancelled"); }

}  // namespace hookswitch::native
