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
    : database_(std::move(database)) {
  health_.recovered = recovered;
  health_.queue_depth = database_->queue_depth();
  thread_ = std::thread([this] { run(); });
}

StoreThread::~StoreThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void StoreThread::journal(const std::string& call_id, std::int64_t unix_ms, call::Fact fact) {
  const std::lock_guard lock(mutex_);
  if (health_.pending_facts >= kMaxFacts) {
    ++health_.lost_facts;
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
    return;
  }
  ++health_.pending_records;
  records_.push_back({std::move(record), std::move(stored)});
  wake_.notify_one();
}

void StoreThread::find(const std::string& id, Answer<std::optional<std::string>> answer) {
  ask([this, id, answer = std::move(answer)] {
    if (const auto* waiting = unwritten(id))
      answer(waiting->record);
    else
      answer(database_->find(id));
  });
}

void StoreThread::list(const CallQuery& query, Answer<std::vector<CallSummary>> answer) {
  ask([this, query, answer = std::move(answer)] { answer(database_->list(query)); });
}

void StoreThread::queue(std::size_t limit, Answer<std::vector<QueueEntry>> answer) {
  ask([this, limit, answer = std::move(answer)] { answer(database_->queue(limit)); });
}

void StoreThread::latest(const std::string& dialect, const std::string& carrier_call_id,
                         const std::string& except, Answer<std::optional<std::string>> answer) {
  ask([this, dialect, carrier_call_id, except, answer = std::move(answer)] {
    answer(database_->latest(dialect, carrier_call_id, except));
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
    if (anything && (due || last_round)) write();

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

void StoreThread::write() {
  const bool well = database_->write(rows_, finished_);
  if (!well) {
    const std::string why = database_->error();
    if (pause_.count() == 0)
      log::error("store cannot be written", {
                                                {"detail", why}
      });
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_write_ = Clock::now() + pause_;
    const std::lock_guard lock(mutex_);
    health_.writable = false;
    health_.error = why;
    return;
  }
  if (pause_.count() != 0) log::info("store can be written again");
  pause_ = {};
  {
    const std::lock_guard lock(mutex_);
    health_.writable = true;
    health_.error.clear();
    health_.pending_facts -= rows_.size();
    health_.pending_records -= finished_.size();
    health_.records += finished_.size();
    health_.queue_depth += finished_.size();
  }
  rows_.clear();
  finished_.clear();
  for (const auto& stored : std::exchange(stored_, {}))
    if (stored) stored();
}

}  // namespace hookswitch::native
