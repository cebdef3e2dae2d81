#include "store/writer.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/record/record_json.hpp"
#include "log/log.hpp"
#include "store/record_document.hpp"
#include "store/restore_overflow.hpp"

namespace hookswitch::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kMaxPause{5'000};

}  // namespace

Writer::Writer(std::unique_ptr<Backend> backend, Options options)
    : options_(std::move(options)),
      backend_(std::move(backend)),
      claims_(*backend_),
      overflow_(overflow_path(options_.beside), options_.reserve) {
  health_.node = backend_->node();
  health_.recovered = options_.recovered;
  keep_reserve();
  claims_.open(options_.queue);
  health_.queue = backend_->queue_depth();
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { close(); }

bool Writer::close() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  const StoreHealth last = health();
  return last.writable && last.lost_facts + last.lost_records + last.overflow_records == 0;
}

void Writer::journal(const std::string& call_id, std::int64_t unix_ms, record::Fact fact) {
  const std::lock_guard lock(mutex_);
  if (!lanes_.add(call_id, unix_ms, std::move(fact))) {
    ++health_.lost_facts;
    if (incomplete_.insert(call_id).second) log::error(Errc::facts_lost, {{"call_id", call_id}});
  }
  if (oldest_) return;
  oldest_ = Clock::now();
  wake_.notify_one();
}

void Writer::finish(record::Record record, std::function<void()> stored) {
  const std::lock_guard lock(mutex_);
  if (health_.pending_records >= kMaxRecords) {
    ++health_.lost_records;
    log::error(Errc::record_lost, {{"call_id", record.created.id},
                                   {"detail", "the maximum of records in memory is reached"}});
    return;
  }
  ++health_.pending_records;
  lanes_.close(record.created.id);  // the record contains them
  incomplete_.erase(record.created.id);
  if (!oldest_) oldest_ = Clock::now();
  records_.push_back({std::move(record), std::move(stored)});
  wake_.notify_one();
}

StoreHealth Writer::health() const {
  const std::lock_guard lock(mutex_);
  StoreHealth health = health_;
  health.pending_facts = lanes_.facts() + taken_facts_;
  return health;
}

/// When the thread next has something to do without new work.
Clock::time_point Writer::wake_at() const {
  auto at = std::min(next_look_, claims_.wake_at().value_or(next_look_));
  if (pause_.count() != 0)
    at = std::min(at, next_write_);
  else if (oldest_)
    at = std::min(at, *oldest_ + kGather);
  return at;
}

bool Writer::has_work() const {
  return stopping_ || closing_claims_ || !records_.empty() || !questions_.empty() ||
         !lookups_.empty();
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!has_work()) wake_.wait_until(lock, wake_at());
    const bool last_round = stopping_;
    if (last_round && !refuse_from_) refuse_from_ = Clock::now() + kLastTries;
    const bool closing_claims = std::exchange(closing_claims_, false);
    // After a failure even a finished call waits for the next try.
    const bool failing = pause_.count() != 0;
    const bool gathered = oldest_ && Clock::now() >= *oldest_ + kGather;
    const bool due = failing ? Clock::now() >= next_write_ : gathered || !records_.empty();
    std::vector<WaitingFact> facts;
    if (rows_.empty() && (due || last_round)) facts = lanes_.take();
    taken_facts_ += facts.size();
    if (!oldest_taken_) oldest_taken_ = oldest_;
    if (lanes_.empty()) oldest_.reset();
    lock.unlock();

    take_facts(std::move(facts));
    serve_lookups();
    take_records();
    // Before any call that has just ended is in the queue.
    if (closing_claims || last_round) claims_.close_to_clients();
    const bool anything = !rows_.empty() || !finished_.empty();
    if (anything && last_round)
      write_at_last();
    else if (due && (anything || failing))
      write();
    else if (failing)
      write_overflow();
    else if (!anything)
      oldest_taken_.reset();
    serve_questions();
    if (!last_round) claims_.look();
    if (last_round || (Clock::now() >= next_look_ && !failing)) keep_files();
    if (Clock::now() >= next_look_) {
      next_look_ = Clock::now() + kLook;
      keep_reserve();
    }
    if (Clock::now() >= next_maintenance_ && pause_.count() == 0) run_maintenance();

    lock.lock();
    health_.queue = backend_->queue_depth();
    if (last_round && lanes_.empty() && records_.empty() && questions_.empty() && lookups_.empty())
      break;
  }
  lock.unlock();
  claims_.close();
}

void Writer::take_facts(std::vector<WaitingFact> facts) {
  for (auto& [call_id, sequence, unix_ms, fact] : facts)
    rows_.push_back({call_id, sequence, unix_ms, record::fact_to_json(fact)});
}

/// As many as one batch takes; while the disk fails all of them, since they go to the overflow
/// file.
void Writer::take_records() {
  while (pause_.count() != 0 || finished_bytes_ < kBatchRecordBytes) {
    serve_lookups();
    NewRecord next;
    {
      const std::lock_guard lock(mutex_);
      if (!lookups_.empty()) continue;
      if (records_.empty()) return;
      next = std::move(records_.front());
      records_.pop_front();
    }
    const std::string id = next.record.created.id;
    const auto needless =
        std::erase_if(rows_, [&](const JournalRow& row) { return row.call_id == id; });
    std::string document = document_of(next.record);
    finished_bytes_ += document.size();
    finished_.push_back({summary_of(next.record), std::move(document)});
    stored_.push_back(std::move(next.stored));
    const std::lock_guard lock(mutex_);
    taken_facts_ -= needless;
  }
}

void Writer::fail(const StoreFailure& why) {
  if (pause_.count() == 0) log::error(why.code, {{"detail", why.detail}});
  pause_ = std::clamp(pause_ * 2, kFirstPause, kMaxPause);
  next_write_ = Clock::now() + pause_;
  {
    const std::lock_guard lock(mutex_);
    health_.writable = false;
    health_.error = why.detail;
    health_.full = why.kind == StoreFailure::Kind::no_room;
  }
  write_overflow();
}

/// False: nothing of it was written, and the next try is scheduled.
bool Writer::write() {
  const auto begun = Clock::now();
  if (!keep_files()) return false;
  auto repeated = backend_->write(rows_, finished_);
  if (!repeated && repeated.error().kind == StoreFailure::Kind::damaged) {
    if (!put_back(repeated.error())) return false;
    repeated = backend_->write(rows_, finished_);  // into the restored database
  }
  if (!repeated) {
    fail(repeated.error());
    return false;
  }
  // What went into a file that is not in its place is not on disk.
  if (!keep_files()) return false;
  const bool failed_before = pause_.count() != 0;
  if (failed_before) log::info("store can be written again");
  const auto since = [done = Clock::now()](Clock::time_point then) {
    return std::chrono::duration_cast<Micros>(done - then);
  };
  const auto oldest = std::exchange(oldest_taken_, std::nullopt).value_or(begun);
  if (options_.committed) options_.committed(since(oldest), since(begun));
  pause_ = {};
  for (const std::size_t which : *repeated) {
    FinishedCall& call = finished_[which];
    if (!is_new(call)) continue;
    log::error(Errc::record_exists, {{"call_id", call.summary.id}});
    if (!call.in_overflow) overflow_or_lose(call);
  }
  {
    const std::lock_guard lock(mutex_);
    health_.writable = true;
    health_.error.clear();
    health_.full = false;
    taken_facts_ = 0;
    health_.pending_records -= finished_.size();
    health_.records += finished_.size() - repeated->size();
    health_.queue = backend_->queue_depth();
  }
  rows_.clear();
  finished_.clear();
  finished_bytes_ = 0;
  for (const auto& stored : std::exchange(stored_, {}))
    if (stored) stored();
  return !failed_before || restore();
}

/// The last round: what cannot be written soon goes into the overflow file.
void Writer::write_at_last() {
  while (!write()) {
    if (Clock::now() + kFirstPause < *refuse_from_) {
      std::this_thread::sleep_for(kFirstPause);
      continue;
    }
    for (auto& call : finished_)
      if (!call.in_overflow) overflow_or_lose(call);
    close_overflow();
    const std::lock_guard lock(mutex_);
    const std::size_t facts = std::exchange(taken_facts_, 0) + lanes_.facts();
    if (facts > 0)
      log::error(Errc::store_write_failed,
                 {{"detail", std::to_string(facts) + " facts of live calls are lost"}});
    lanes_ = {};
    oldest_.reset();
    health_.lost_facts += facts;
    health_.pending_records -= finished_.size();
    rows_.clear();
    finished_.clear();
    finished_bytes_ = 0;
    stored_.clear();
    return;
  }
}

}  // namespace hookswitch::store
