#include "api/call_bounds.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "api/replies.hpp"
#include "config/duplicate_keys.hpp"
#include "config/settings.hpp"
#include "hookswitch/call/bound_rules.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/await_callback.hpp"

namespace hookswitch::api {
namespace {

std::string as_json(const call::Bounds& bounds) {
  wire::Json json{{"agent_tries", bounds.agent_tries}};
  for (const auto& rule : call::bound_rules())
    json[std::string(rule.key)] = static_cast<double>((bounds.*rule.bound).count()) / 1e3;
  return wire::to_text(json);
}

/// Every fault with its key; the first one's code.
net::HttpResponse refusal(const std::vector<config::ConfigError>& errors) {
  std::string detail;
  for (const auto& error : errors)
    detail += (detail.empty() ? "" : "; ") + error.path + ": " + error.detail;
  return net::problem(400, errors.front().code, detail);
}

asio::awaitable<net::HttpResponse> ask(calls::ServerContext& context, const std::string& id,
                                       calls::BoundsChange change) {
  using Answer = std::optional<call::Bounds>;
  Answer answer;
  if (const auto call = context.registry.find(id)) {
    const net::Start<Answer> start = [&](auto take) {
      call->bounds(std::move(change), std::move(take));
    };
    answer = co_await net::await_callback<Answer>(start);
  }
  if (!answer)
    co_return net::problem(404, Errc::call_not_found,
                           "no call with the id " + id + " is up; bounds of one that ends stay");
  co_return net::json_reply(200, as_json(*answer));
}

}  // namespace

asio::awaitable<net::HttpResponse> show_bounds(calls::ServerContext& context, std::string id) {
  co_return co_await ask(context, id, nullptr);
}

asio::awaitable<net::HttpResponse> change_bounds(calls::ServerContext& context,
                                                 const net::HttpRequest& request, std::string id) {
  auto change = wire::read_object(request.body);
  if (!change) co_return net::problem(400, Errc::bad_request, "the body is no JSON object");
  if (const auto twice = config::duplicate_keys(request.body); !twice.empty())
    co_return net::problem(400, Errc::bad_value, twice.front() + ": is there more than once");
  if (change->empty()) co_return net::problem(400, Errc::bad_request, "the body names no bound");
  // Shared: the change is applied on the call's thread.
  const auto errors = std::make_shared<std::vector<config::ConfigError>>();
  const calls::BoundsChange apply = [errors, change = std::move(*change)](call::Bounds& bounds) {
    *errors = config::change_bounds(change, bounds);
    return errors->empty();
  };
  auto answer = co_await ask(context, id, apply);
  co_return errors->empty() ? std::move(answer) : refusal(*errors);
}

}  // namespace hookswitch::api
