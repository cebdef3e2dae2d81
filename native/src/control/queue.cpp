#include "control/queue.hpp"

#include <cmath>
#include <utility>

#include "control/replies.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/answer_later.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
namespace {

using wire::Json;

/// The fields of a request's body, one by one; what is wrong is kept, the first only.
class Body {
 public:
  explicit Body(const std::string& text) : document_(Json::object()) {
    if (text.empty()) return;
    auto read = wire::read_object(text);
    if (read)
      document_ = std::move(*read);
    else
      wrong_ = "the body is no JSON object";
  }

  std::string text(const char* key) {
    const Json* value = take(key);
    if (!value) return {};
    if (!value->is_string()) return refuse(key, "a text"), std::string();
    return value->get<std::string>();
  }
  Millis seconds(const char* key, double low, double high, Millis usual) {
    const Json* value = take(key);
    if (!value) return usual;
    const double given = value->is_number() ? value->get<double>() : -1;
    if (!(given >= low && given <= high)) {
      refuse(key, "a number of seconds from " + Json(low).dump() + " to " + Json(high).dump());
      return usual;
    }
    return Millis{std::llround(given * 1000.0)};
  }
  std::size_t count(const char* key, std::size_t high, std::size_t usual) {
    const Json* value = take(key);
    if (!value) return usual;
    const std::int64_t given = value->is_number_integer() ? value->get<std::int64_t>() : 0;
    if (given >= 1 && given <= static_cast<std::int64_t>(high))
      return static_cast<std::size_t>(given);
    refuse(key, "a whole number from 1 to " + std::to_string(high));
    return usual;
  }
  /// What is wrong, if anything is; a field that nobody has asked for is.
  std::optional<HttpResponse> refusal() {
    if (wrong_.empty() && taken_ < document_.size()) wrong_ = "the body has an unknown field";
    if (wrong_.empty()) return std::nullopt;
    return problem(400, Errc::bad_request, wrong_);
  }

 private:
  const Json* take(const char* key) {
    const auto found = document_.find(key);
    if (found == document_.end()) return nullptr;
    ++taken_;
    return &*found;
  }
  void refuse(const char* key, const std::string& what) {
    if (wrong_.empty()) wrong_ = std::string(key) + " must be " + what;
  }

  Json document_;
  std::size_t taken_ = 0;
  std::string wrong_;
};

Json as_json(const QueueEntry& entry) {
  Json json{
      {"call_id",     entry.call_id                                            },
      {"state",       to_string(entry.state)                                   },
      {"enqueued_at", rfc3339(entry.enqueued_ms)                               },
      {"attempts",    entry.attempts                                           },
      {"reason",      entry.reason.empty() ? Json(nullptr) : Json(entry.reason)}
  };
  if (entry.state == QueueState::ready) json["available_at"] = rfc3339(entry.due_ms);
  if (entry.state == QueueState::leased) json["lease_until"] = rfc3339(entry.due_ms);
  return json;
}

Json as_json(const QueueDepth& depth) {
  Json json = Json::object();
  for (std::size_t i = 0; i < depth.by_state.size(); ++i)
    json[std::string(to_string(static_cast<QueueState>(i)))] = depth.by_state[i];
  return json;
}

void append(const ClaimedEntry& entry, std::string& body) {
  const Json head{
      {"call_id",     entry.call_id                },
      {"lease",       entry.lease                  },
      {"lease_until", rfc3339(entry.lease_until_ms)},
      {"enqueued_at", rfc3339(entry.enqueued_ms)   },
      {"attempts",    entry.attempts               }
  };
  // The record is JSON already: it goes in as it is stored.
  std::string text = wire::to_text(head);
  text.pop_back();
  body += text + ",\"record\":" + entry.record + '}';
}

}  // namespace

std::optional<Settlement::Kind> settlement_from_name(std::string_view name) {
  if (name == "ack") return Settlement::Kind::ack;
  if (name == "nack") return Settlement::Kind::nack;
  if (name == "requeue") return Settlement::Kind::requeue;
  return std::nullopt;
}

net::awaitable<HttpResponse> list_queue(Exchange& exchange, const HttpRequest& request) {
  const auto parameters = parse_query(request.query);
  const auto limit = limit_of(parameters);
  if (!limit) co_return bad_limit();
  const std::string state = value_of(parameters, "state");
  QueueQuery query;
  query.state = queue_state_from_name(state);
  if (!state.empty() && !query.state)
    co_return problem(400, Errc::bad_request, "state is ready, leased, dead or done");
  query.after = value_of(parameters, "after");
  query.limit = *limit;
  using Entries = Store::Read<std::vector<QueueEntry>>;
  const Start<Entries> start = [&](auto answer) { exchange.store.queue(query, std::move(answer)); };
  const auto entries = co_await answer_later<Entries>(start);
  if (!entries) co_return store_refusal(entries.error());
  Json list = Json::array();
  for (const auto& entry : *entries) list.push_back(as_json(entry));
  const QueueDepth depth = exchange.store.health().queue;
  const bool full = entries->size() == query.limit;
  co_return json_reply(200,
                       wire::to_text({
                           {"depth",      depth.waiting()                                     },
                           {"states",     as_json(depth)                                      },
                           {"entries",    std::move(list)                                     },
                           {"next_after", full ? Json(entries->back().call_id) : Json(nullptr)}
  }));
}

net::awaitable<HttpResponse> claim_from_queue(Exchange& exchange, const HttpRequest& request) {
  Body body(request.body);
  ClaimRequest claim;
  claim.limit = body.count("limit", ClaimRequest::kMostEntries, claim.limit);
  claim.lease = body.seconds("lease_s", 1, 86'400, claim.lease);
  claim.wait = body.seconds("wait_s", 0, 20, claim.wait);
  if (auto refused = body.refusal()) co_return std::move(*refused);
  using Claimed = Store::Read<std::vector<ClaimedEntry>>;
  const Start<Claimed> start = [&](auto answer) { exchange.store.claim(claim, std::move(answer)); };
  const auto claimed = co_await answer_later<Claimed>(start);
  if (!claimed) co_return store_refusal(claimed.error());
  std::string text = "{\"entries\":[";
  for (const auto& entry : *claimed) {
    if (&entry != claimed->data()) text += ',';
    append(entry, text);
  }
  co_return json_reply(200, text + "]}");
}

net::awaitable<HttpResponse> settle_in_queue(Exchange& exchange, const HttpRequest& request,
                                             Settlement::Kind kind, std::string call_id) {
  Body body(request.body);
  Settlement settlement{kind, std::move(call_id), {}, {}, Millis{0}};
  if (kind != Settlement::Kind::requeue) settlement.lease = body.text("lease");
  if (kind == Settlement::Kind::nack) {
    settlement.reason = body.text("reason");
    settlement.pause = body.seconds("pause_s", 0, 86'400, Millis{0});
  }
  if (auto refused = body.refusal()) co_return std::move(*refused);
  using Answer = Store::Read<SettleAnswer>;
  const Start<Answer> start = [&](auto answer) {
    exchange.store.settle(settlement, std::move(answer));
  };
  const auto answer = co_await answer_later<Answer>(start);
  if (!answer) co_return store_refusal(answer.error());
  switch (answer->settled) {
    case Settled::done:
      co_return json_reply(200, wire::to_text(as_json(answer->entry)));
    case Settled::lease_not_held:
      co_return problem(409, Errc::lease_not_held,
                        settlement.call_id + " is " + std::string(to_string(answer->entry.state)));
    case Settled::no_such_entry:
      break;
  }
  co_return problem(404, Errc::call_not_found, "the queue has no call " + settlement.call_id);
}

}  // namespace hookswitch::native
