#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "net/asio.hpp"
#include "net/dial.hpp"
#include "net/url.hpp"

namespace hookswitch::net {

struct PostPlan {
  Url url;
  std::vector<HeaderField> headers;  ///< Content-Type among them
  std::string body;
  std::string method = "POST";
  std::size_t max_body = 0;    ///< bytes that are read of what a 2xx response holds
  Micros timeout{10'000'000};  ///< name, connection, TLS, request and response together
};

/// The result.
struct PostAnswer {
  int http_status = 0;    ///< 0: no response
  std::string detail;     ///< why not; else the response's reason and the beginning of its body
  int retry_after_s = 0;  ///< Retry-After of the response; 0: none
  std::string body{};     ///< of a 2xx response, as far as PostPlan::max_body allows
};

/// One HTTP request, a POST unless the plan says otherwise, on its own connection, http:// or
/// https://.
///
/// shape   start() once; cancel() ends it at once
/// time    `answer` is called exactly once, on the executor's thread, within the timeout
/// range   a response's head up to 16 KiB, of an error's body the first kMaxText bytes. The status
///         counts as soon as it is received: while the request is still being sent, and whatever
///         the body does. Redirects are not followed; the certificate must be valid
/// errors  none: PostAnswer
class HttpPost {
 public:
  static constexpr std::size_t kMaxText = 200;

  HttpPost(const asio::any_io_executor& executor, PostPlan plan,
           std::function<void(PostAnswer)> answer);
  void start();
  void cancel();

 private:
  class Attempt;
  std::shared_ptr<Attempt> attempt_;
};

}  // namespace hookswitch::net
