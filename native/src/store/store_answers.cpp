#include <algorithm>
#include <utility>

#include "log/log.hpp"
#include "store/store_thread.hpp"

// The questions: answered on the store's thread, between two batches.

namespace hookswitch::native {

void StoreThread::find(const std::string& id, Answer<Read<std::optional<std::string>>> answer) {
  ask([this, id, answer = std::move(answer)] {
    if (const auto* waiting = unwritten(id))
      answer(waiting->record);
    else
      answer(database_->find(id));
  });
}

void StoreThread::list(const CallQuery& query, Answer<Read<std::vector<CallSummary>>> answer) {
  ask([this, query, answer = std::move(answer)] { answer(listed(query)); });
}

void StoreThread::queue(const QueueQuery& query, Answer<Read<std::vector<QueueEntry>>> answer) {
  ask([this, query, answer = std::move(answer)] { answer(desk_.table().list(query)); });
}

ClaimTicket StoreThread::claim(const ClaimRequest& request,
                               Answer<Read<std::vector<ClaimedEntry>>> answer) {
  const ClaimTicket ticket = ++last_ticket_;
  ask([this, ticket, request, answer = std::move(answer)] {
    desk_.claim(ticket, request, [this, answer](QueueDesk::Claimed claimed) {
      tell_depth();
      answer(std::move(claimed));
    });
  });
  return ticket;
}

void StoreThread::withdraw(ClaimTicket ticket) {
  ask([this, ticket] { desk_.withdraw(ticket); });
}

void StoreThread::close_claims() {
  const std::lock_guard lock(mutex_);
  closing_claims_ = true;
  wake_.notify_one();
}

void StoreThread::settle(const Settlement& settlement, Answer<Read<SettleAnswer>> answer) {
  ask([this, settlement, answer = std::move(answer)] {
    auto settled = desk_.table().settle(settlement, calendar_ms());
    tell_depth();
    answer(std::move(settled));
  });
}

void StoreThread::tell_depth() {
  const std::lock_guard lock(mutex_);
  health_.queue = desk_.table().depth();
}

void StoreThread::latest(const std::string& dialect, const std::string& carrier_call_id,
                         const std::string& except, Answer<std::optional<std::string>> answer) {
  ask([this, dialect, carrier_call_id, except, answer = std::move(answer)] {
    answer(newest(dialect, carrier_call_id, except));
  });
}

void StoreThread::ask(Question question) {
  const std::lock_guard lock(mutex_);
  questions_.push_back(std::move(question));
  wake_.notify_one();
}

const FinishedCall* StoreThread::unwritten(const std::string& id) const {
  const auto found = std::find_if(finished_.begin(), finished_.end(),
                                  [&](const FinishedCall& call) { return call.summary.id == id; });
  return found == finished_.end() ? nullptr : &*found;
}

/// What waits for the disk is as ended as what is on it.
Store::Read<std::vector<CallSummary>> StoreThread::listed(const CallQuery& query) {
  auto calls = database_->list(query);
  if (!calls) return calls;
  for (const auto& waiting : finished_)
    if (matches(waiting.summary, query)) calls->push_back(waiting.summary);
  std::sort(calls->begin(), calls->end(),
            [](const CallSummary& a, const CallSummary& b) { return a.id > b.id; });
  if (calls->size() > query.limit) calls->resize(query.limit);
  return calls;
}

std::optional<std::string> StoreThread::newest(const std::string& dialect,
                                               const std::string& carrier_call_id,
                                               const std::string& except) {
  const auto written = database_->latest(dialect, carrier_call_id, except);
  if (!written)
    log::error(written.error().code, {
                                         {"call_id", except                },
                                         {"detail",  written.error().detail}
    });
  std::optional<std::string> id = written ? *written : std::nullopt;
  const CallQuery same{dialect, carrier_call_id, "", 1};
  for (const auto& waiting : finished_) {
    const CallSummary& call = waiting.summary;
    if (matches(call, same) && call.id != except && (!id || *id < call.id)) id = call.id;
  }
  return id;
}

}  // namespace hookswitch::native
