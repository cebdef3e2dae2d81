#include "api/queue_claim.hpp"

#include <memory>
#include <utility>

#include "api/replies.hpp"
#include "api/request_body.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "net/await_callback.hpp"

namespace hookswitch::api {
namespace {

using wire::Json;

void append(const store::ClaimedEntry& entry, std::string& body) {
  const Json head{{"call_id", entry.call_id},
                  {"lease", entry.lease},
                  {"lease_until", rfc3339(entry.lease_until_ms)},
                  {"enqueued_at", rfc3339(entry.enqueued_ms)},
                  {"attempts", entry.attempts}};
  // The record is JSON already: it goes in as it is stored.
  std::string text = wire::to_text(head);
  text.pop_back();
  if (!body.empty()) body += ',';
  body += text + ",\"record\":" + entry.record + '}';
}

/// A client that waits for entries. Lives on its connection's thread.
///
/// shape   answer() once; leave() at any time before the client has the response
class Claimant {
 public:
  Claimant(store::Store& store, const store::ClaimRequest& request)
      : store_(store), request_(request) {}

  asio::awaitable<net::HttpResponse> answer() {
    using Claimed = store::Store::ReadResult<std::vector<store::ClaimedEntry>>;
    const net::Start<Claimed> start = [this](auto answer) {
      ticket_ = store_.claim(request_, std::move(answer));
    };
    const auto claimed = co_await net::await_callback<Claimed>(start);
    if (!claimed) co_return store_refusal(claimed.error());
    for (const auto& entry : *claimed)
      held_.push_back(
          {store::Settlement::Kind::release, entry.call_id, entry.lease, {}, Millis{0}});
    if (left_) give_back();
    std::string text;
    if (!left_)
      for (const auto& entry : *claimed) append(entry, text);
    co_return net::json_reply(200, "{\"entries\":[" + text + "]}");
  }

  void leave() {
    if (std::exchange(left_, true)) return;
    store_.withdraw(ticket_);
    give_back();
  }

 private:
  /// What cannot be written is claimable again when its lease has expired.
  void give_back() {
    for (const auto& entry : std::exchange(held_, {})) store_.settle(entry, [](const auto&) {});
  }

  store::Store& store_;
  const store::ClaimRequest request_;
  store::ClaimTicket ticket_ = 0;
  std::vector<store::Settlement> held_;
  bool left_ = false;
};

}  // namespace

net::HttpReply claim_from_queue(store::Store& store, const net::HttpRequest& request) {
  RequestBody body(request.body);
  store::ClaimRequest claim;
  claim.limit = body.count("limit", store::ClaimRequest::kMaxEntries, claim.limit);
  claim.lease = body.seconds("lease_s", 1, 86'400, claim.lease);
  claim.wait = body.seconds("wait_s", 0, 20, claim.wait);
  if (auto refused = body.refusal()) return std::move(*refused);
  const auto claimant = std::make_shared<Claimant>(store, claim);
  return net::DeferredResponse{[claimant] { return claimant->answer(); },
                               [claimant] { claimant->leave(); }};
}

}  // namespace hookswitch::api
