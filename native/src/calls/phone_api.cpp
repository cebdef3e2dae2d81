#include "calls/phone_api.hpp"

#include <boost/asio/post.hpp>
#include <string>
#include <utility>

#include "crypto/token.hpp"
#include "net/http_post.hpp"

namespace hookswitch::calls {

void PhoneApi::ask(const std::shared_ptr<void>& owner, bridge::HangUpPhone asked) {
  net::PostPlan plan;
  auto url = net::parse_http_url(asked.request.url);
  if (!url) return fail(owner, "bad URL: " + std::string(url.error().field));
  plan.url = std::move(*url);
  plan.method = std::move(asked.request.method);
  plan.headers = std::move(asked.request.headers);
  plan.body = std::move(asked.request.body);
  plan.timeout = asked.timeout;
  if (!asked.claims.empty()) {
    const auto token = crypto::rs256_token(asked.claims, asked.private_key);
    if (!token) return fail(owner, "the private key cannot sign");
    plan.headers.push_back({"Authorization", "Bearer " + *token});
  }
  net::HttpPost(executor_, std::move(plan), [this, owner](const net::PostAnswer& answer) {
    if (answer.http_status == 0)
      feed_(bridge::PhoneNotReached{answer.detail});
    else
      feed_(bridge::PhoneReplied{{answer.http_status, answer.detail}});
  }).start();
}

void PhoneApi::fail(const std::shared_ptr<void>& owner, std::string why) {
  asio::post(executor_,
             [this, owner, why = std::move(why)] { feed_(bridge::PhoneNotReached{why}); });
}

}  // namespace hookswitch::calls
