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
  Micros timeout{10'000'000};  ///< name, connection, TLS, request and answer together
};

/// What came of it.
struct PostAnswer {
  int http_status = 0;    ///< 0: there was no answer
  std::string detail;     ///< why not; else the answer's reason and the beginning of its body
  int retry_after_s = 0;  ///< as the answer asks, in seconds; 0: it does not
  std::string body{};     ///< of a 2xx response, as far as PostPlan::max_body allows
};

/// One HTTP request, a POST unless the plan says otherwise, on a connection of its own, http:// or
/// https://.
///
/// shape   start() once; cancel() makes it answer at once
/// time    `answer` is called exactly once, on the executor's thread, within the timeout
/// range   an answer's head up to 16 KiB, of a body that says why not its first kMaxText bytes.
///         The status counts as soon as it has come: while the request is still being sent, and
///         whatever the body does. Redirects are an answer like any other; the certificate must
///         hold
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
