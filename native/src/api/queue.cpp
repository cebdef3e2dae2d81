#include "api/queue.hpp"

#include <utility>

#include "api/replies.hpp"
#include "api/request_body.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/await_callback.hpp"
#include "net/url.hpp"

namespace hookswitch::api {
namespace {

using wire::Json;

Json as_json(const store::QueueEntry& entry) {
  Json json{{"call_id", entry.call_id},
            {"state", to_string(entry.state)},
            {"enqueued_at", rfc3339(entry.enqueued_ms)},
            {"attempts", entry.attempts},
            {"reason", entry.reason.empty() ? Json(nullptr) : Json(entry.reason)}};
  if (entry.state == store::QueueState::ready) json["available_at"] = rfc3339(entry.due_ms);
  if (entry.state == store::QueueState::leased) json["lease_until"] = rfc3339(entry.due_ms);
  return json;
}

Json as_json(const store::QueueDepth& depth) {
  Json json = Json::object();
  for (std::size_t i = 0; i < depth.by_state.size(); ++i)
    json[std::string(to_string(static_cast<store::QueueState>(i)))] = depth.by_state[i];
  return json;
}

}  // namespace

std::optional<store::Settlement::Kind> settlement_from_name(std::string_view name) {
  if (name == "ack") return store::Settlement::Kind::ack;
  if (name == "nack") return store::Settlement::Kind::nack;
  if (name == "requeue") return store::Settlement::Kind::requeue;
  return std::nullopt;
}

asio::awaitable<net::HttpResponse> list_queue(calls::ServerContext& context,
                                              const net::HttpRequest& request) {
  const auto parameters = net::parse_query(request.query);
  const auto limit = limit_of(parameters);
  if (!limit) co_return bad_limit();
  const std::string state = value_of(parameters, "state");
  store::QueueQuery query;
  query.state = store::queue_state_from_name(state);
  if (!state.empty() && !query.state)
    co_return net::problem(400, Errc::bad_request, "state is ready, leased, dead or done");
  auto after = id_of(parameters, "after");
  if (!after) co_return bad_id("after");
  query.after = std::move(*after);
  query.limit = *limit;
  using Entries = store::Store::ReadResult<std::vector<store::QueueEntry>>;
  const net::Start<Entries> start = [&](auto answer) {
    context.store.queue(query, std::move(answer));
  };
  const auto entries = co_await net::await_callback<Entries>(start);
  if (!entries) co_return store_refusal(entries.error());
  Json list = Json::array();
  for (const auto& entry : *entries) list.push_back(as_json(entry));
  const store::QueueDepth depth = context.store.health().queue;
  const bool full = entries->size() == query.limit;
  co_return net::json_reply(
      200, wire::to_text({{"depth", depth.waiting()},
                          {"states", as_json(depth)},
                          {"entries", std::move(list)},
                          {"next_after", full ? Json(entries->back().call_id) : Json(nullptr)}}));
}

asio::awaitable<net::HttpResponse> settle_in_queue(calls::ServerContext& context,
                                                   const net::HttpRequest& request,
                                                   store::Settlement::Kind kind,
                                                   std::string call_id) {
  RequestBody body(request.body);
  store::Settlement settlement{kind, std::move(call_id), {}, {}, Millis{0}};
  if (kind != store::Settlement::Kind::requeue) settlement.lease = body.required_text("lease");
  if (kind == store::Settlement::Kind::nack) {
    settlement.reason = body.text("reason");
    settlement.pause = body.seconds("pause_s", 0, 86'400, Millis{0});
  }
  if (auto refused = body.refusal()) co_return std::move(*refused);
  using Answer = store::Store::ReadResult<store::SettleAnswer>;
  const net::Start<Answer> start = [&](auto answer) {
    context.store.settle(settlement, std::move(answer));
  };
  const auto answer = co_await net::await_callback<Answer>(start);
  if (!answer) co_return store_refusal(answer.error());
  switch (answer->settled) {
    case store::Settled::done:
      co_return net::json_reply(200, wire::to_text(as_json(answer->entry)));
    case store::Settled::lease_not_held:
      co_return net::problem(
          409, Errc::lease_not_held,
          settlement.call_id + " is " + std::string(to_string(answer->entry.state)));
    case store::Settled::no_such_entry:
      break;
  }
  co_return net::problem(404, Errc::call_not_found, "the queue has no call " + settlement.call_id);
}

}  // namespace hookswitch::api
