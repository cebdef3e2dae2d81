#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/backend.hpp"

namespace hookswitch::kit {

/// A database in memory that fails and waits when a test wants it to.
///
/// shape   shared state outlives the backend, which the writer owns: make a Memory, then backends
///         over it, one per node
/// range   leases never run out; shared by nodes, which SQLite files are not
class Memory {
 public:
  struct Batch {
    std::size_t rows;
    std::size_t records;
    std::size_t record_bytes;
  };
  using Failure = std::optional<store::StoreFailure>;

  /// The failure of the next writes; nullopt: they succeed.
  void fail_with(Failure failure) {
    const std::lock_guard lock(mutex);
    failure_ = std::move(failure);
  }
  /// Writes wait until release().
  void hold() {
    const std::lock_guard lock(mutex);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex);
    held_ = false;
    changed.notify_all();
  }
  /// Waits until a write has come; false after a long time.
  bool comes_to_a_write() {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [this] { return waiting_; });
  }
  std::vector<Batch> batches() {
    const std::lock_guard lock(mutex);
    return batches_;
  }
  std::size_t put_backs() {
    const std::lock_guard lock(mutex);
    return put_backs_;
  }
  void displace(std::string how) {
    const std::lock_guard lock(mutex);
    displaced_ = std::move(how);
  }

  std::mutex mutex;
  std::condition_variable changed;

 private:
  friend class MemoryBackend;
  struct Row {
    std::string node;
    store::JournalRow row;
  };
  struct Entry {
    store::QueueState state = store::QueueState::ready;
    std::string lease;
    int attempts = 0;
  };

  Failure failure_;
  bool held_ = false, waiting_ = false;
  std::string displaced_;
  std::size_t put_backs_ = 0;
  std::vector<Batch> batches_;
  std::vector<Row> journal_;
  std::map<std::string, store::FinishedCall> calls_;
  std::map<std::string, Entry> queue_;
};

class MemoryBackend final : public store::Backend {
 public:
  explicit MemoryBackend(Memory& memory, std::string node = "a")
      : memory_(memory), node_(std::move(node)) {}

  const std::string& node() const override { return node_; }

  Result<Repeated> write(const std::vector<store::JournalRow>& rows,
                         const std::vector<store::FinishedCall>& finished) override {
    std::unique_lock lock(memory_.mutex);
    memory_.waiting_ = true;
    memory_.changed.notify_all();
    memory_.changed.wait(lock, [this] { return !memory_.held_; });
    memory_.waiting_ = false;
    if (memory_.failure_) return tl::unexpected(*memory_.failure_);
    Repeated repeated;
    std::size_t bytes = 0;
    for (const auto& row : rows) memory_.journal_.push_back({node_, row});
    for (std::size_t i = 0; i < finished.size(); ++i) {
      const std::string& id = finished[i].summary.id;
      bytes += finished[i].record.size();
      if (memory_.calls_.try_emplace(id, finished[i]).second)
        memory_.queue_[id] = {};
      else
        repeated.push_back(i);
      std::erase_if(memory_.journal_, [&](const auto& each) { return each.row.call_id == id; });
    }
    memory_.batches_.push_back({rows.size(), finished.size(), bytes});
    count();
    return repeated;
  }

  Result<std::optional<std::string>> find(const std::string& id) override {
    const std::lock_guard lock(memory_.mutex);
    const auto found = memory_.calls_.find(id);
    if (found == memory_.calls_.end()) return std::nullopt;
    return found->second.record;
  }
  Result<std::vector<store::CallSummary>> list(const store::CallQuery& query) override {
    const std::lock_guard lock(memory_.mutex);
    std::vector<store::CallSummary> calls;
    for (const auto& [id, call] : memory_.calls_)
      if (store::matches(call.summary, query)) calls.push_back(call.summary);
    return calls;
  }
  Result<std::optional<std::string>> latest(const std::string&, const std::string&,
                                            const std::string&) override {
    return std::nullopt;
  }
  Result<std::vector<std::string>> open_journals() override {
    const std::lock_guard lock(memory_.mutex);
    std::vector<std::string> ids;
    for (const auto& [node, row] : memory_.journal_)
      if (node == node_ && (ids.empty() || ids.back() != row.call_id)) ids.push_back(row.call_id);
    return ids;
  }
  Result<std::vector<store::JournalRow>> journal(const std::string& call_id) override {
    const std::lock_guard lock(memory_.mutex);
    std::vector<store::JournalRow> rows;
    for (const auto& [node, row] : memory_.journal_)
      if (row.call_id == call_id) rows.push_back(row);
    return rows;
  }

  Result<void> open_queue(const store::QueueRules&) override {
    const std::lock_guard lock(memory_.mutex);
    is_open_ = true;
    count();
    return {};
  }
  bool queue_is_open() const override { return is_open_; }
  const store::QueueDepth& queue_depth() const override { return depth_; }
  Result<std::vector<store::ClaimedEntry>> claim(const store::ClaimRequest& request) override {
    const std::lock_guard lock(memory_.mutex);
    std::vector<store::ClaimedEntry> claimed;
    for (auto& [id, entry] : memory_.queue_) {
      if (entry.state != store::QueueState::ready || claimed.size() == request.limit) continue;
      entry = {store::QueueState::leased, "lease of " + id, entry.attempts + 1};
      claimed.push_back({id, entry.lease, 0, 0, entry.attempts, memory_.calls_[id].record});
    }
    count();
    return claimed;
  }
  Result<store::SettleAnswer> settle(const store::Settlement& settlement) override {
    const std::lock_guard lock(memory_.mutex);
    const auto found = memory_.queue_.find(settlement.call_id);
    if (found == memory_.queue_.end()) return store::SettleAnswer{};
    if (found->second.lease != settlement.lease)
      return store::SettleAnswer{store::Settled::lease_not_held, {}};
    found->second.state = settlement.kind == store::Settlement::Kind::ack
                              ? store::QueueState::done
                              : store::QueueState::ready;
    count();
    return store::SettleAnswer{store::Settled::done, {}};
  }
  Result<std::uint64_t> expire_leases() override { return 0; }
  Result<std::vector<store::QueueEntry>> list_queue(const store::QueueQuery&) override {
    return std::vector<store::QueueEntry>();
  }
  Result<std::optional<Millis>> until_expiry() override { return std::nullopt; }
  Result<std::optional<Millis>> until_due() override { return std::nullopt; }

  bool maintain(const store::Retention&) override { return false; }
  std::string displaced() const override {
    const std::lock_guard lock(memory_.mutex);
    return memory_.displaced_;
  }
  Result<std::string> put_back() override {
    const std::lock_guard lock(memory_.mutex);
    ++memory_.put_backs_;
    memory_.displaced_.clear();
    memory_.failure_.reset();
    return std::string();
  }

 private:
  /// With the lock held.
  void count() {
    depth_ = {};
    if (!is_open_) return;
    for (const auto& [id, entry] : memory_.queue_)
      ++depth_.by_state[static_cast<std::size_t>(entry.state)];
  }

  Memory& memory_;
  std::string node_;
  bool is_open_ = false;
  store::QueueDepth depth_;
};

}  // namespace hookswitch::kit
