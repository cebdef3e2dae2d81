#include <algorithm>
#include <utility>

#include "log/log.hpp"
#include "store/writer.hpp"

// Queries: served on the writer's thread, between two batches.

namespace hookswitch::store {
namespace {

using Clock = std::chrono::steady_clock;

tl::unexpected<StoreFailure> busy() {
  return tl::unexpected(
      StoreFailure{{Errc::too_many_connections, "too many requests wait for the store"}});
}

}  // namespace

/// False: the maximum waits already.
bool Writer::ask(Asker asker, Question question) {
  const std::lock_guard lock(mutex_);
  if (asker == Asker::client && questions_.size() >= kMaxQuestions) return false;
  questions_.push_back(std::move(question));
  wake_.notify_one();
  return true;
}

template <class T>
void Writer::serve(Asker asker, Answer<ReadResult<T>> answer,
                   std::function<ReadResult<T>()> look_up) {
  const bool asked = ask(asker, [this, answer, look_up = std::move(look_up)] {
    // At the end a slow disk must not delay the exit for clients that have gone.
    if (refuse_from_ && Clock::now() >= *refuse_from_)
      return answer(tl::unexpected(StoreFailure{{Errc::shutting_down, "no time left"}}));
    answer(look_up());
  });
  if (!asked) answer(busy());
}

/// At least one, then as many as there is time for until the next batch. Every ack is one
/// transaction: facts do not wait for a flood of them.
void Writer::serve_questions() {
  const auto until = Clock::now() + kAtOnce;
  for (;;) {
    Question question;
    {
      const std::lock_guard lock(mutex_);
      if (questions_.empty()) return;
      question = std::move(questions_.front());
      questions_.pop_front();
    }
    question();
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    const bool batch_is_due =
        pause_.count() == 0 && (!records_.empty() || (oldest_ && now >= *oldest_ + kGather));
    if (now >= until || batch_is_due) return;
  }
}

void Writer::find(const std::string& id, Answer<ReadResult<std::optional<std::string>>> answer) {
  serve<std::optional<std::string>>(Asker::client, std::move(answer),
                                    [this, id]() -> ReadResult<std::optional<std::string>> {
                                      if (const auto* waiting = unwritten(id))
                                        return waiting->record;
                                      return backend_->find(id);
                                    });
}

void Writer::list(const CallQuery& query, Answer<ReadResult<std::vector<CallSummary>>> answer) {
  serve<std::vector<CallSummary>>(Asker::client, std::move(answer),
                                  [this, query] { return listed(query); });
}

void Writer::queue(const QueueQuery& query, Answer<ReadResult<std::vector<QueueEntry>>> answer) {
  serve<std::vector<QueueEntry>>(Asker::client, std::move(answer),
                                 [this, query] { return backend_->list_queue(query); });
}

void Writer::settle(const Settlement& settlement, Answer<ReadResult<SettleAnswer>> answer) {
  const bool own =
      settlement.claimer == Claimer::delivery || settlement.kind == Settlement::Kind::release;
  serve<SettleAnswer>(own ? Asker::bridge : Asker::client, std::move(answer), [this, settlement] {
    auto settled = backend_->settle(settlement);
    note_depth();
    return settled;
  });
}

ClaimTicket Writer::claim(const ClaimRequest& request,
                          Answer<ReadResult<std::vector<ClaimedEntry>>> answer) {
  const ClaimTicket ticket = ++last_ticket_;
  const bool asked =
      ask(request.claimer == Claimer::delivery ? Asker::bridge : Asker::client,
          [this, ticket, request, answer] {
            claims_.claim(ticket, request, [this, answer](WaitingClaims::Claimed claimed) {
              note_depth();
              answer(std::move(claimed));
            });
          });
  if (!asked) answer(busy());
  return asked ? ticket : kNoTicket;
}

void Writer::withdraw(ClaimTicket ticket) {
  if (ticket != kNoTicket) ask(Asker::bridge, [this, ticket] { claims_.withdraw(ticket); });
}

void Writer::close_claims() {
  const std::lock_guard lock(mutex_);
  closing_claims_ = true;
  wake_.notify_one();
}

void Writer::note_depth() {
  const std::lock_guard lock(mutex_);
  health_.queue = backend_->queue_depth();
}

void Writer::latest(const std::string& dialect, const std::string& carrier_call_id,
                    const std::string& except, Answer<std::optional<std::string>> answer) {
  const std::lock_guard lock(mutex_);
  Lookup lookup{dialect, carrier_call_id, except, std::nullopt, std::move(answer)};
  const CallQuery same{dialect, carrier_call_id, "", 1};
  for (const NewRecord& waiting : records_)
    if (const std::string& id = waiting.record.created.id;
        id != except && matches(summary_of(waiting.record), same))
      lookup.waiting = id;
  lookups_.push_back(std::move(lookup));
  wake_.notify_one();
}

void Writer::serve_lookups() {
  for (;;) {
    Lookup next;
    {
      const std::lock_guard lock(mutex_);
      if (lookups_.empty()) return;
      next = std::move(lookups_.front());
      lookups_.pop_front();
    }
    next.answer(next.waiting ? next.waiting
                             : newest(next.dialect, next.carrier_call_id, next.except));
  }
}

const FinishedCall* Writer::unwritten(const std::string& id) const {
  const auto found = std::find_if(finished_.begin(), finished_.end(),
                                  [&](const FinishedCall& call) { return call.summary.id == id; });
  return found == finished_.end() ? nullptr : &*found;
}

/// Ended calls that wait for the disk count like those on it.
Store::ReadResult<std::vector<CallSummary>> Writer::listed(const CallQuery& query) {
  auto calls = backend_->list(query);
  if (!calls) return calls;
  for (const auto& waiting : finished_)
    if (matches(waiting.summary, query)) calls->push_back(waiting.summary);
  std::sort(calls->begin(), calls->end(),
            [](const CallSummary& a, const CallSummary& b) { return a.id > b.id; });
  if (calls->size() > query.limit) calls->resize(query.limit);
  return calls;
}

std::optional<std::string> Writer::newest(const std::string& dialect,
                                          const std::string& carrier_call_id,
                                          const std::string& except) {
  const auto written = backend_->latest(dialect, carrier_call_id, except);
  if (!written)
    log::error(written.error().code, {{"call_id", except}, {"detail", written.error().detail}});
  std::optional<std::string> id = written ? *written : std::nullopt;
  // What waits for the disk is newer, whatever the calendar is.
  const CallQuery same{dialect, carrier_call_id, "", 1};
  for (const auto& waiting : finished_) {
    const CallSummary& call = waiting.summary;
    if (matches(call, same) && call.id != except) id = call.id;
  }
  return id;
}

}  // namespace hookswitch::store
