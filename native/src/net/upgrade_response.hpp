#pragma once

// Heavy: include only in the files that make sockets.

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <string_view>

#include "net/dial.hpp"

namespace hookswitch::net {

/// Reads the response to an upgrade beside Beast, which reports a refusal only when its whole body
/// has arrived: that may be never.
///
/// shape   feed() all received bytes; then is_refusal(), refusal()
/// range   head up to 16 KiB; of the body, what refusal() repeats
/// errors  none: what cannot be parsed is not a refusal
class UpgradeResponseReader {
 public:
  UpgradeResponseReader() {
    parser_.header_limit(kMaxHead);
    parser_.body_limit(boost::none);
    parser_.eager(true);
  }

  void feed(std::string_view bytes) {
    constexpr std::size_t kMaxUnread = kMaxHead + kMaxDocument;
    if (full_ || parser_.is_done()) return;
    unread_.append(bytes);
    boost::system::error_code error;
    while (!error && !unread_.empty() && !parser_.is_done())
      unread_.erase(0, parser_.put(boost::asio::buffer(unread_), error));
    full_ = (error && error != boost::beast::http::error::need_more) ||
            unread_.size() > kMaxUnread || parser_.get().body().size() > kMaxDocument;
  }

  bool is_refusal() const {
    return parser_.is_header_done() &&
           parser_.get().result() != boost::beast::http::status::switching_protocols;
  }

  NotDialled refusal() const {
    const auto& response = parser_.get();
    const auto& body = response.body();
    const bool is_document = body.starts_with('{') || body.starts_with('<');
    const std::size_t most = is_document ? kMaxDocument : kMaxText;
    NotDialled refusal;
    refusal.http_status = static_cast<int>(response.result_int());
    refusal.detail.assign(response.reason().data(), response.reason().size());
    if (!body.empty())
      refusal.detail.append(refusal.detail.empty() ? "" : ": ").append(body, 0, most);
    const auto location = response[boost::beast::http::field::location];
    refusal.location.assign(location.data(), location.size());
    return refusal;
  }

 private:
  static constexpr std::uint32_t kMaxHead = 16 << 10;
  static constexpr std::size_t kMaxText = 300;
  static constexpr std::size_t kMaxDocument = 2'000;  ///< a problem or a page: read, not repeated

  boost::beast::http::response_parser<boost::beast::http::string_body> parser_;
  std::string unread_;
  bool full_ = false;  ///< reads no further
};

}  // namespace hookswitch::net
