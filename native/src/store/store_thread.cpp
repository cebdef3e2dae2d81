#include "store/store_thread.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/bridge/record_json.hpp"
#include "log/log.hpp"

namespace hookswitch::native {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{5'000};

}  // namespace

StoreThread::StoreThread(std::unique_ptr<Database> database, std::uint64_t recovered)
    : database_(std::move(database)), spill_(database_->file() + ".unsaved.jsonl") {
  health_.recovered = recovered;
  health_.queue_depth = database_->queue_depth();
  thread_ = std::thread([this] { run(); });
}

StoreThread::~StoreThread() { close(); }

bool StoreThread::close() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  const StoreHealth last = health();
  return last.lost_facts + last.lost_records + last.spilled_records == 0;
}

void StoreThread::journal(const std::string& call_id, std::int64_t unix_ms, call::Fact fact) {
  const std::lock_guard lock(mutex_);
  if (health_.pending_facts >= kMaxFacts) {
    if (health_.lost_facts++ == 0)
      log::error(Errc::store_write_failed,
                 {
                     {"detail", "no room for more facts: they are lost"}
      });
    return;
  }
  ++health_.pending_facts;
  facts_.push_back({call_id, unix_ms, std::move(fact)});
  if (facts_.size() == 1) wake_.notify_one();
}

void StoreThread::finish(call::Record record, std::function<void()> stored) {
  const std::lock_guard lock(mutex_);
  if (health_.pending_records >= kMaxRecords) {
    ++health_.lost_records;
    log::error(Errc::record_lost,
               {
                   {"call_id", record.created.id         },
                   {"detail",  "no room for more records"}
    });
    return;
  }
  ++health_.pending_records;
  records_.push_back({std::move(record), std::move(stored)});
  wake_.notify_one();
}

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
  ask([this, query, answer = std::move(answer)] { answer(database_->queue(query)); });
}

void StoreThread::latest(const std::string& dialect, const std::string& carrier_call_id,
                         const std::string& except, Answer<std::optional<std::string>> answer) {
  ask([this, dialect, carrier_call_id, except, answer = std::move(answer)] {
    answer(newest(dialect, carrier_call_id, except));
  });
}

StoreHealth StoreThread::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
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
  for (const auto& [summary, record] : finished_)
    if (matches(summary, same) && summary.id != except && (!id || *id < summary.id))
      id = summary.id;
  return id;
}

void StoreThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto has_work = [this] {
      return stopping_ || !records_.empty() || !questions_.empty() ||
             (rows_.empty() && finished_.empty() && !facts_.empty());
    };
    if (rows_.empty() && finished_.empty())
      wake_.wait(lock, has_work);
    else
      wake_.wait_until(lock, next_write_, has_work);

    const bool last_round = stopping_;
    std::vector<NewFact> facts = std::exchange(facts_, {});
    std::vector<NewRecord> records = std::exchange(records_, {});
    std::deque<Question> questions = std::exchange(questions_, {});
    lock.unlock();

    const bool was_idle = rows_.empty() && finished_.empty();
    const bool urgent = !records.empty();
    take(facts, records);
    for (const auto& question : questions) question();
    if (was_idle && pause_.count() == 0) next_write_ = Clock::now() + kGather;
    const bool anything = !rows_.empty() || !finished_.empty();
    // After a failure even a finished call waits for the next try.
    const bool due = Clock::now() >= next_write_ || (urgent && pause_.count() == 0);
    if (anything && last_round)
      write_at_last();
    else if (anything && due)
      write();

    lock.lock();
    if (last_round && facts_.empty() && records_.empty() && questions_.empty()) return;
  }
}

void StoreThread::take(std::vector<NewFact>& facts, std::vector<NewRecord>& records) {
  for (auto& [call_id, unix_ms, fact] : facts)
    rows_.push_back({call_id, sequences_[call_id]++, unix_ms, bridge::fact_to_json(fact)});
  for (auto& [record, stored] : records) {
    const std::string& id = record.created.id;
    sequences_.erase(id);
    const auto before = rows_.size();
    std::erase_if(rows_, [&](const JournalRow& row) { return row.call_id == id; });
    finished_.push_back({summary_of(record), bridge::record_to_json(record)});
    stored_.push_back(std::move(stored));
    const std::lock_guard lock(mutex_);
    health_.pending_facts -= before - rows_.size();
  }
}

/// False: nothing of it was written, and the next try has its time.
bool StoreThread::write() {
  const auto repeated = database_->write(rows_, finished_);
  if (!repeated) {
    const auto& [code, why] = repeated.error();
    if (pause_.count() == 0)
      log::error(code, {
                           {"detail", why}
      });
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_write_ = Clock::now() + pause_;
    const std::lock_guard lock(mutex_);
    health_.writable = false;
    health_.error = why;
    return false;
  }
  if (pause_.count() != 0) log::info("store can be written again");
  pause_ = {};
  for (const std::size_t which : *repeated) {
    log::error(Errc::record_exists, {
                                        {"call_id", finished_[which].summary.id}
    });
    write_beside(finished_[which]);
  }
  {
    const std::lock_guard lock(mutex_);
    health_.writable = true;
    health_.error.clear();
    health_.pending_facts -= rows_.size();
    health_.pending_records -= finished_.size();
    health_.records += finished_.size() - repeated->size();
    health_.queue_depth += finished_.size() - repeated->size();
  }
  rows_.clear();
  finished_.clear();
  for (const auto& stored : std::exchange(stored_, {}))
    if (stored) stored();
  return true;
}

/// Nobody will ask any more: what the database does not take soon has to go elsewhere.
void StoreThread::write_at_last() {
  const auto give_up_at = Clock::now() + kLastTries;
  while (!write()) {
    if (Clock::now() + kFirstPause < give_up_at) {
      std::this_thread::sleep_for(kFirstPause);
      continue;
    }
    for (const auto& call : finished_) write_beside(call);
    if (!rows_.empty())
      log::error(Errc::store_write_failed,
                 {
                     {"detail", std::to_string(rows_.size()) + " facts of live calls are lost"}
      });
    const std::lock_guard lock(mutex_);
    health_.lost_facts += std::exchange(health_.pending_facts, 0);
    health_.pending_records = 0;
    rows_.clear();
    finished_.clear();
    stored_.clear();
    return;
  }
}

void StoreThread::write_beside(const FinishedCall& call) {
  const auto failed = spill_.append(call.record);
  log::error(failed ? Errc::record_lost : Errc::record_spilled,
             {
                 {"call_id", call.summary.id                               },
                 {"cause",   call.summary.cause                            },
                 {"detail",  spill_.file() + (failed ? ": " + *failed : "")}
  });
  const std::lock_guard lock(mutex_);
  ++(failed ? health_.lost_records : health_.spilled_records);
}

}  // namespace hookswitch::native
