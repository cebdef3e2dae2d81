#include "control/calls.hpp"

#include <charconv>
#include <utility>

#include "control/problem.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/answer_later.hpp"
#include "net/url.hpp"
#include "serve/call_events.hpp"

namespace hookswitch::native {
namespace {

constexpr std::size_t kMostListed = 500;

/// A record's JSON, if there is one.
using Text = std::optional<std::string>;
using StoredText = Store::Read<Text>;

HttpResponse json(int status, std::string body) {
  return {status, "application/json", std::move(body) + '\n', {{"Cache-Control", "no-store"}}};
}

HttpResponse unreadable(const StoreFailure& why) { return problem(503, why.code, why.detail); }

HttpResponse no_such_call(const std::string& id) {
  return problem(404, Errc::call_not_found, "no call has the id " + id);
}

/// The parameter `limit`; nullopt when it is there but unusable.
std::optional<std::size_t> limit_of(const std::map<std::string, std::string>& query) {
  const auto given = query.find("limit");
  if (given == query.end()) return CallQuery{}.limit;
  std::size_t limit = 0;
  const char* end = given->second.data() + given->second.size();
  const auto [stop, error] = std::from_chars(given->second.data(), end, limit);
  if (error != std::errc{} || stop != end || limit == 0 || limit > kMostListed) return std::nullopt;
  return limit;
}

HttpResponse bad_limit() {
  return problem(400, Errc::bad_request,
                 "limit is a number from 1 to " + std::to_string(kMostListed));
}

std::string value_of(const std::map<std::string, std::string>& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

/// The call's own answer, on its thread; nullopt when it has gone meanwhile.
net::awaitable<Text> live_record(Exchange& exchange, const std::string& id) {
  auto call = exchange.registry.find(id);
  if (!call) co_return std::nullopt;
  const Start<Text> start = [call](auto answer) { call->record(std::move(answer)); };
  co_return co_await answer_later<Text>(start);
}

net::awaitable<StoredText> stored_record(Exchange& exchange, const std::string& id) {
  const Start<StoredText> start = [&](auto answer) { exchange.store.find(id, std::move(answer)); };
  co_return co_await answer_later<StoredText>(start);
}

}  // namespace

net::awaitable<HttpResponse> list_calls(Exchange& exchange, const HttpRequest& request) {
  const auto parameters = parse_query(request.query);
  CallQuery query;
  query.dialect = value_of(parameters, "carrier");
  query.carrier_call_id = value_of(parameters, "carrier_call_id");
  query.before = value_of(parameters, "before");
  const std::string state = value_of(parameters, "state");
  if (!state.empty() && state != "live" && state != "ended")
    co_return problem(400, Errc::bad_request, "state is live or ended");
  const auto limit = limit_of(parameters);
  if (!limit) co_return bad_limit();
  query.limit = *limit;

  // Ids begin with their time: sorted by id means sorted by age, live and ended alike.
  std::map<std::string, std::string, std::greater<>> listed;
  if (state != "live") {
    using Ended = Store::Read<std::vector<CallSummary>>;
    const Start<Ended> start = [&](auto answer) { exchange.store.list(query, std::move(answer)); };
    const auto ended = co_await answer_later<Ended>(start);
    if (!ended) co_return unreadable(ended.error());
    for (const auto& call : *ended) listed.emplace(call.id, to_json(call));
  }
  if (state != "ended")
    for (const auto& call : exchange.registry.list())
      if (matches(call, query)) listed.insert_or_assign(call.id, to_json(call));

  std::string body = "{\"calls\":[";
  std::size_t count = 0;
  std::string last;
  for (const auto& [id, text] : listed) {
    if (count == query.limit) break;
    body += (count++ ? "," : "") + text;
    last = id;
  }
  body += "],\"next_before\":";
  body += count == query.limit ? '"' + last + '"' : "null";
  co_return json(200, body + '}');
}

net::awaitable<HttpResponse> show_call(Exchange& exchange, std::string id) {
  if (auto live = co_await live_record(exchange, id)) co_return json(200, std::move(*live));
  auto stored = co_await stored_record(exchange, id);
  if (!stored) co_return unreadable(stored.error());
  if (*stored) co_return json(200, std::move(**stored));
  co_return no_such_call(id);
}

net::awaitable<HttpResponse> hang_up_call(Exchange& exchange, std::string id) {
  if (const auto call = exchange.registry.find(id)) {
    call->hang_up("DELETE /v1/calls/" + id);
    co_return json(202, wire::to_text({
                            {"id",    id      },
                            {"state", "ending"}
    }));
  }
  // Hanging up twice is no error: the call is over, as was asked.
  const auto stored = co_await stored_record(exchange, id);
  if (!stored) co_return unreadable(stored.error());
  if (*stored)
    co_return json(200, wire::to_text({
                            {"id",    id     },
                            {"state", "ended"}
    }));
  co_return no_such_call(id);
}

net::awaitable<HttpResponse> list_queue(Exchange& exchange, const HttpRequest& request) {
  const auto parameters = parse_query(request.query);
  const auto limit = limit_of(parameters);
  if (!limit) co_return bad_limit();
  const QueueQuery query{value_of(parameters, "after"), *limit};
  using Entries = Store::Read<std::vector<QueueEntry>>;
  const Start<Entries> start = [&](auto answer) { exchange.store.queue(query, std::move(answer)); };
  const auto entries = co_await answer_later<Entries>(start);
  if (!entries) co_return unreadable(entries.error());
  wire::Json list = wire::Json::array();
  for (const auto& entry : *entries)
    list.push_back({
        {"call_id",     entry.call_id             },
        {"state",       entry.state               },
        {"enqueued_at", rfc3339(entry.enqueued_ms)},
        {"attempts",    entry.attempts            }
    });
  const bool full = entries->size() == query.limit;
  wire::Json next = full ? wire::Json(entries->back().call_id) : wire::Json(nullptr);
  co_return json(200, wire::to_text({
                          {"depth",      exchange.store.health().queue_depth},
                          {"entries",    std::move(list)                    },
                          {"next_after", std::move(next)                    }
  }));
}

}  // namespace hookswitch::native
