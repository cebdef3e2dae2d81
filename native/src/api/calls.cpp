#include "api/calls.hpp"

#include <utility>

#include "api/conformance_page.hpp"
#include "api/replies.hpp"
#include "calls/call_events.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/await_callback.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"

namespace hookswitch::api {
namespace {

/// A record's JSON, if there is one.
using Text = std::optional<std::string>;
using StoredText = store::Store::ReadResult<Text>;

net::HttpResponse no_such_call(const std::string& id) {
  return net::problem(404, Errc::call_not_found, "no call has the id " + id);
}

/// The result of the live call, computed on its thread; nullopt if it has ended meanwhile.
asio::awaitable<Text> live_record(calls::ServerContext& context, const std::string& id) {
  auto call = context.registry.find(id);
  if (!call) co_return std::nullopt;
  const net::Start<Text> start = [call](auto answer) { call->record(std::move(answer)); };
  co_return co_await net::await_callback<Text>(start);
}

asio::awaitable<StoredText> stored_record(calls::ServerContext& context, const std::string& id) {
  const net::Start<StoredText> start = [&](auto answer) {
    context.store.find(id, std::move(answer));
  };
  co_return co_await net::await_callback<StoredText>(start);
}

}  // namespace

asio::awaitable<net::HttpResponse> list_calls(calls::ServerContext& context,
                                              const net::HttpRequest& request) {
  const auto parameters = net::parse_query(request.query);
  store::CallQuery query;
  if (const std::string carrier = value_of(parameters, "carrier"); !carrier.empty()) {
    const auto* const which = carrier::dialect_from_name(carrier);
    if (!which) co_return net::problem(400, Errc::unknown_dialect, calls::no_such_dialect(carrier));
    query.dialect = which->name;
    if (carrier.find(':') != carrier.npos) query.profile = which->profile;
  }
  query.carrier_call_id = value_of(parameters, "carrier_call_id");
  auto before = id_of(parameters, "before");
  if (!before) co_return bad_id("before");
  query.before = std::move(*before);
  const std::string state = value_of(parameters, "state");
  if (!state.empty() && state != "live" && state != "ended")
    co_return net::problem(400, Errc::bad_request, "state is live or ended");
  const auto limit = limit_of(parameters);
  if (!limit) co_return bad_limit();
  query.limit = *limit;

  // Ids begin with their time: sorted by id means sorted by age, live and ended alike.
  std::map<std::string, std::string, std::greater<>> listed;
  if (state != "live") {
    using Ended = store::Store::ReadResult<std::vector<store::CallSummary>>;
    const net::Start<Ended> start = [&](auto answer) {
      context.store.list(query, std::move(answer));
    };
    const auto ended = co_await net::await_callback<Ended>(start);
    if (!ended) co_return store_refusal(ended.error());
    for (const auto& call : *ended) listed.emplace(call.id, calls::to_json(call));
  }
  if (state != "ended")
    for (const auto& call : context.registry.list())
      if (store::matches(call, query)) listed.insert_or_assign(call.id, calls::to_json(call));

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
  co_return net::json_reply(200, body + '}');
}

asio::awaitable<net::HttpResponse> show_call(calls::ServerContext& context, std::string id) {
  if (auto live = co_await live_record(context, id))
    co_return net::json_reply(200, std::move(*live));
  auto stored = co_await stored_record(context, id);
  if (!stored) co_return store_refusal(stored.error());
  if (*stored) co_return net::json_reply(200, std::move(**stored));
  co_return no_such_call(id);
}

asio::awaitable<net::HttpResponse> show_conformance(calls::ServerContext& context, std::string id,
                                                    ReportAs as) {
  auto record = co_await live_record(context, id);
  if (!record) {
    auto stored = co_await stored_record(context, id);
    if (!stored) co_return store_refusal(stored.error());
    record = std::move(*stored);
  }
  if (!record) co_return no_such_call(id);
  const bool page = as == ReportAs::page;
  auto report = doctor::conformance_json(*record);
  if (report && page) report = conformance_page(*report);
  if (!report)
    co_return net::problem(503, Errc::store_read_failed, "the record of " + id + " is damaged");
  if (!page) co_return net::json_reply(200, std::move(*report));
  net::HttpResponse answer{200, "text/html; charset=utf-8", std::move(*report)};
  answer.headers.push_back({"Cache-Control", "no-store"});
  answer.headers.push_back(
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"});
  co_return answer;
}

asio::awaitable<net::HttpResponse> hang_up_call(calls::ServerContext& context, std::string id) {
  if (const auto call = context.registry.find(id)) {
    call->hang_up("DELETE /v1/calls/" + id);
    co_return net::json_reply(202, wire::to_text({{"id", id}, {"state", "ending"}}));
  }
  // Hanging up twice is not an error: the call is over, as requested.
  const auto stored = co_await stored_record(context, id);
  if (!stored) co_return store_refusal(stored.error());
  if (*stored) co_return net::json_reply(200, wire::to_text({{"id", id}, {"state", "ended"}}));
  co_return no_such_call(id);
}

}  // namespace hookswitch::api
