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

namespace hookswitch::native {
namespace {

std::string as_json(const call::Bounds& bounds) {
  wire::Json json{{"agent_tries", bounds.agent_tries}};
  for (const auto& rule : call::bound_rules())
    json[std::string(rule.key)] = static_cast<double>((bounds.*rule.bound).count()) / 1e3;
  return wire::to_text(json);
}

/// Every fault with its key; the first one's code.
HttpResponse refusal(const std::vector<ConfigError>& errors) {
  std::string detail;
  for (const auto& error : errors)
    detail += (detail.empty() ? "" : "; ") + error.path + ": " + error.detail;
  return problem(400, errors.front().code, detail);
}

net::awaitable<HttpResponse> ask(ServerContext& context, const std::string& id,
                                 BoundsChange change) {
  using Answer = std::optional<call::Bounds>;
  Answer answer;
  if (const auto call = context.registry.find(id)) {
    const Start<Answer> start = [&](auto take) {
      call->bounds(std::move(change), std::move(take));
    };
    answer = co_await await_callback<Answer>(start);
  }
  if (!answer)
    co_return problem(404, Errc::call_not_found,
                      "no call with the id " + id + " is up; bounds of one that ends stay");
  co_return json_reply(200, as_json(*answer));
}

}  // namespace

net::awaitable<HttpResponse> show_bounds(ServerContext& context, std::string id) {
  co_return co_await ask(context, id, nullptr);
}

net::awaitable<HttpResponse> change_bounds(ServerContext& context, const HttpRequest& request,
                                           std::string id) {
  auto change = wire::read_object(request.body);
  if (!change) co_return problem(400, Errc::bad_request, "the body is no JSON object");
  if (const auto twice = duplicate_keys(request.body); !twice.empty())
    co_return problem(400, Errc::bad_value, twice.front() + ": is there more than once");
  if (change->empty()) co_return problem(400, Errc::bad_request, "the body names no bound");
  // Shared: the change is applied on the call's thread.
  const auto errors = std::make_shared<std::vector<ConfigError>>();
  const BoundsChange apply = [errors, change = std::move(*change)](call::Bounds& bounds) {
    *errors = change_bounds(change, bounds);
    return errors->empty();
  };
  auto answer = co_await ask(context, id, apply);
  co_return errors->empty() ? std::move(answer) : refusal(*errors);
}

}  // namespace hookswitch::native
