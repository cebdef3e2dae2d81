#include "net/request_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility>
#include <vector>

namespace hookswitch::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t kPiece = 4 << 10;

std::string_view bytes_of(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

RequestFault explain(const ErrorCode& error) {
  if (error == http::error::body_limit)
    return {413, Errc::body_too_large, "the limit is 65536 bytes"};
  if (error == http::error::header_limit) return {431, Errc::head_too_large, {}};
  return {400, Errc::bad_request, error.message()};
}

std::optional<RequestFault> fault_of_head(const Parser& parser) {
  std::vector<HeaderField> headers;
  for (const auto& field : parser.get())
    headers.push_back({std::string(field.name_string().data(), field.name_string().size()),
                       std::string(field.value().data(), field.value().size())});
  return fault_of(static_cast<int>(parser.get().version() % 10), headers);
}

/// Beast's own loop, which also checks the bytes as they are consumed: its parser joins folded
/// lines, and waits without limit for the end of a line between chunks.
class Reading {
 public:
  Reading(beast::tcp_stream& stream, beast::flat_buffer& buffer)
      : stream_(stream), buffer_(buffer) {
    parser_.header_limit(kMaxHead);
    parser_.body_limit(kMaxBody);
  }

  asio::awaitable<tl::expected<Request, Unreadable>> read() {
    if (auto unread = co_await read_until(Part::head)) co_return tl::unexpected(std::move(*unread));
    if (folded_)
      co_return tl::unexpected(RequestFault{400, Errc::bad_framing, "a header of several lines"});
    if (auto fault = fault_of_head(parser_)) co_return tl::unexpected(std::move(*fault));
    Request request(parser_.get().base());
    if (auto unread = co_await read_until(Part::body)) co_return tl::unexpected(std::move(*unread));
    request.body() = std::move(parser_.get().body());
    co_return request;
  }

 private:
  enum class Part { head, body };
  bool has(Part part) const {
    return part == Part::head ? parser_.is_header_done() : parser_.is_done();
  }

  asio::awaitable<std::optional<Unreadable>> read_until(Part part) {
    for (;;) {
      if (auto fault = parse(part)) co_return std::move(fault);
      if (has(part)) co_return std::nullopt;
      const auto [gone, size] = co_await stream_.async_read_some(buffer_.prepare(kPiece), kTuple);
      if (gone) co_return Unreadable();
      buffer_.commit(size);
    }
  }

  std::optional<RequestFault> parse(Part part) {
    ErrorCode error;
    while (!error && !has(part) && buffer_.size() > 0) {
      const std::size_t used = parser_.put(buffer_.cdata(), error);
      if (part == Part::head && has_folded_line(bytes_of(buffer_).substr(0, used))) folded_ = true;
      buffer_.consume(used);
    }
    if (error && error != http::error::need_more) return explain(error);
    if (has(part)) return std::nullopt;
    // What is left is the beginning of a line.
    if (has_bare_line_feed(bytes_of(buffer_))) return explain(http::error::bad_line_ending);
    if (buffer_.size() > kMaxHead) return explain(http::error::header_limit);
    return std::nullopt;
  }

  beast::tcp_stream& stream_;
  beast::flat_buffer& buffer_;
  Parser parser_;
  bool folded_ = false;
};

}  // namespace

asio::awaitable<tl::expected<Request, Unreadable>> read_request(beast::tcp_stream& stream,
                                                                beast::flat_buffer& buffer) {
  Reading reading(stream, buffer);
  co_return co_await reading.read();
}

}  // namespace hookswitch::net
