#include "control/call_bounds.hpp"

#include <utility>

#include "config/duplicate_keys.hpp"
#include "control/replies.hpp"
#include "hookswitch/call/bound_rules.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/answer_later.hpp"

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

net::awaitable<HttpResponse> ask(Exchange& exchange, const std::string& id, wire::Json change) {
  using Answer = std::optional<BoundsAnswer>;
  Answer answer;
  if (const auto call = exchange.registry.find(id)) {
    const Start<Answer> start = [&](auto take) {
      call->bounds(std::move(change), std::move(take));
    };
    answer = co_await answer_later<Answer>(start);
  }
  if (!answer)
    co_return problem(404, Errc::call_not_found,
                      "no call with the id " + id + " is up; bounds of one that ends stay");
  if (!answer->errors.empty()) co_return refusal(answer->errors);
  co_return json_reply(200, as_json(answer->bounds));
}

}  // namespace

net::awaitable<HttpResponse> show_bounds(Exchange& exchange, std::string id) {
  co_return co_await ask(exchange, id, wire::Json::object());
}

net::awaitable<HttpResponse> change_bounds(Exchange& exchange, const HttpRequest& request,
                                           std::string id) {
  auto change = wire::read_object(request.body);
  if (!change) co_return problem(400, Errc::bad_request, "the body is no JSON object");
  if (const auto twice = duplicate_keys(request.body); !twice.empty())
    co_return problem(400, Errc::bad_value, twice.front() + ": is there more than once");
  if (change->empty()) co_return problem(400, Errc::bad_request, "the body names no bound");
  co_return co_await ask(exchange, id, std::move(*change));
}

}  // namespace hookswitch::native
