#include "store/store_thread.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/bridge/record_json.hpp"
#include "log/log.hpp"
#include "store/unsaved.hpp"

namespace hookswitch::native {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{5'000};

}  // namespace

StoreThread::StoreThread(std::unique_ptr<Database> database, Options options)
    : options_(std::move(options)),
      database_(std::move(database)),
      desk_(database_->queue()),
      spill_(unsaved_file(database_->file())) {
  health_.recovered = options_.recovered;
  desk_.open(options_.queue);
  health_.queue = desk_.table().depth();
  if (options_.retention.is_set()) next_prune_ = Clock::now();
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
      log::error(Errc::facts_lost, {
                                       {"call_id", call_id}
      });
    return;
  }
  ++health_.pending_facts;
  if (!oldest_) oldest_ = Clock::now();
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
  if (!oldest_) oldest_ = Clock::now();
  records_.push_back({std::move(record), std::move(stored)});
  wake_.notify_one();
}

StoreHealth StoreThread::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

/// When there is something to do although nobody asks.
std::optional<Clock::time_point> StoreThread::wake_at() const {
  auto at = desk_.wake_at();
  const bool anything = !rows_.empty() || !finished_.empty();
  if (anything && (!at || next_write_ < *at)) at = next_write_;
  if (next_prune_ && (!at || *next_prune_ < *at)) at = next_prune_;
  return at;
}

void StoreThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto has_work = [this] {
      return stopping_ || closing_claims_ || !records_.empty() || !questions_.empty() ||
             (rows_.empty() && finished_.empty() && !facts_.empty());
    };
    if (const auto at = wake_at())
      wake_.wait_until(lock, *at, has_work);
    else
      wake_.wait(lock, has_work);

    const bool last_round = stopping_;
    if (last_round && !refuse_from_) refuse_from_ = Clock::now() + kLastTries;
    const bool closing_claims = std::exchange(closing_claims_, false);
    std::vector<NewFact> facts = std::exchange(facts_, {});
    std::vector<NewRecord> records = std::exchange(records_, {});
    if (!oldest_taken_) oldest_taken_ = oldest_;
    oldest_.reset();
    lock.unlock();

    const bool was_idle = rows_.empty() && finished_.empty();
    const bool urgent = !records.empty();
    take(facts, records);
    // Before any call that has just ended is in the queue.
    if (closing_claims || last_round) desk_.close_to_clients();
    if (was_idle && oldest_taken_ && pause_.count() == 0) next_write_ = *oldest_taken_ + kGather;
    const bool anything = !rows_.empty() || !finished_.empty();
    // After a failure even a finished call waits for the next try.
    const bool due = Clock::now() >= next_write_ || (urgent && pause_.count() == 0);
    if (anything && last_round)
      write_at_last();
    else if (anything && due)
      write();
    answer_some();
    if (!last_round) desk_.look();
    if (next_prune_ && Clock::now() >= *next_prune_) prune();

    lock.lock();
    health_.queue = desk_.table().depth();
    if (last_round && facts_.empty() && records_.empty() && questions_.empty()) break;
  }
  lock.unlock();
  desk_.close();
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
  const auto begun = Clock::now();
  const auto repeated = database_->write(rows_, finished_);
  if (!repeated) {
    const auto& [code, why] = repeated.error();
    if (pause_.count() == 0)
      log::error(code, {
                           {"detail", why}
      });
    if (!failing_since_) failing_since_ = begun;
    if (begun - *failing_since_ >= options_.beside_after) put_beside();
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_write_ = Clock::now() + pause_;
    const std::lock_guard lock(mutex_);
    health_.writable = false;
    health_.error = why;
    return false;
  }
  if (pause_.count() != 0) log::info("store can be written again");
  const auto since = [done = Clock::now()](Clock::time_point then) {
    return std::chrono::duration_cast<Micros>(done - then);
  };
  const auto oldest = std::exchange(oldest_taken_, std::nullopt).value_or(begun);
  if (options_.committed) options_.committed(since(oldest), since(begun));
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
    health_.queue = desk_.table().depth();
  }
  rows_.clear();
  finished_.clear();
  for (const auto& stored : std::exchange(stored_, {}))
    if (stored) stored();
  if (std::exchange(failing_since_, std::nullopt)) take_in();
  return true;
}

void StoreThread::prune() {
  constexpr std::chrono::minutes kUsually{1};
  constexpr std::chrono::milliseconds kMeanwhileOthers{50};
  const auto pruned = database_->prune(options_.retention, calendar_ms());
  const bool more = pruned && *pruned >= static_cast<std::uint64_t>(Database::kPruned);
  next_prune_ = Clock::now() + (more ? Clock::duration(kMeanwhileOthers) : kUsually);
  if (!pruned)
    log::warn(pruned.error().code, {
                                       {"what",   "old records"        },
                                       {"detail", pruned.error().detail}
    });
}

/// Nobody will ask any more: what the database does not take soon has to go elsewhere.
void StoreThread::write_at_last() {
  const auto give_up_at = Clock::now() + kLastTries;
  while (!write()) {
    if (Clock::now() + kFirstPause < give_up_at) {
      std::this_thread::sleep_for(kFirstPause);
      continue;
    }
    for (auto& call : finished_)
      if (!call.is_beside) write_beside(call);
    spill_.close();
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

}  // namespace hookswitch::native
