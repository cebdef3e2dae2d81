#include "calls/agent_dialer.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace hookswitch::calls {
namespace {

/// Of a response that says where an agent is.
constexpr std::size_t kMaxAgentResponse = 64 << 10;

}  // namespace

void AgentDialer::dial(const std::shared_ptr<void>& owner, agent::Dial dial, Micros timeout) {
  net::DialPlan plan;
  auto url = net::parse_url(dial.url);
  if (!url) return fail(owner, "bad URL: " + std::string(url.error().field));
  plan.url = std::move(*url);
  plan.headers = std::move(dial.headers);
  if (dial.url.starts_with(context_.own_agent + '/'))
    plan.headers.push_back({std::string(kOwnCallHeader), context_.own_agent_key});
  plan.timeout = timeout;
  plan.max_message = wire::kMaxAgentEvent;
  under_way_ = true;
  net::dial(executor_, std::move(plan), [this, owner, number = ++number_](net::DialAnswer answer) {
    if (take(number)) on_dialled(std::move(answer));
  });
}

void AgentDialer::ask(const std::shared_ptr<void>& owner, wire::HttpRequest request,
                      Micros timeout) {
  net::PostPlan plan;
  auto url = net::parse_http_url(request.url);
  if (!url) return fail(owner, "bad URL: " + std::string(url.error().field));
  plan.url = std::move(*url);
  plan.method = std::move(request.method);
  plan.headers = std::move(request.headers);
  plan.body = std::move(request.body);
  plan.timeout = timeout;
  plan.max_body = kMaxAgentResponse;
  under_way_ = true;
  net::HttpPost(executor_, std::move(plan),
                [this, owner, number = ++number_](const net::PostAnswer& answer) {
                  if (take(number)) on_reply(answer);
                })
      .start();
}

bool AgentDialer::take(std::uint32_t number) {
  return number == number_ && std::exchange(under_way_, false);
}

void AgentDialer::on_dialled(net::DialAnswer answer) {
  if (auto* failed = std::get_if<net::NotDialled>(&answer))
    return feed_(
        bridge::AgentNotOpened{failed->http_status, failed->detail, failed->tls, failed->broken});
  opened_(std::move(std::get<net::Dialled>(answer).socket));
  feed_(bridge::AgentOpened{});
}

void AgentDialer::on_reply(const net::PostAnswer& answer) {
  if (answer.http_status == 0) return feed_(bridge::AgentNotOpened{0, answer.detail});
  const bool is_refusal = answer.http_status / 100 != 2;
  feed_(bridge::AgentReplied{{answer.http_status, is_refusal ? answer.detail : answer.body}});
}

void AgentDialer::fail(const std::shared_ptr<void>& owner, std::string why) {
  asio::post(executor_, [this, owner, why = std::move(why)] {
    feed_(bridge::AgentNotOpened{0, why});
  });
}

void AgentDialer::give_up(const std::shared_ptr<void>& owner) {
  if (std::exchange(under_way_, false)) fail(owner, "given up");
}

}  // namespace hookswitch::calls
