#pragma once

#include "hookswitch/base/rng.hpp"
#include "store/queue.hpp"
#include "store/sqlite/connection.hpp"
#include "store/store_failure.hpp"

namespace hookswitch::store::sqlite {

/// The table of the queue: which consumer has an entry, until when, and what happens then.
///
/// shape   load() until it succeeds; every change is one transaction
/// time    `now_ms` is QueueClock's: a lease outlives the process, and is no longer when the
///         calendar is set back
/// errors  store_read_failed, store_write_failed; then nothing was changed
/// range   a late ack counts until another consumer has claimed the entry: the work has been done
class QueueTable {
 public:
  template <class T>
  using Result = tl::expected<T, StoreFailure>;

  /// `node` is read at every use: it is known once the database is open.
  QueueTable(Connection& sqlite, const std::string& node, std::uint64_t seed)
      : sqlite_(sqlite), node_(node), random_(seed) {}

  /// Counts the entries and releases the leases of this node's delivery of before its restart.
  Result<QueueDepth> load(const QueueRules& rules, std::int64_t now_ms);
  void forget_depth() { loaded_ = false; }  ///< the database was replaced
  bool is_loaded() const { return loaded_; }
  /// `count` entries were added by a transaction of the database.
  void added(std::uint64_t count) { change(QueueState::ready, static_cast<std::int64_t>(count)); }
  void removed(std::uint64_t count) { change(QueueState::done, -static_cast<std::int64_t>(count)); }

  Result<std::vector<ClaimedEntry>> claim(const ClaimRequest& request, std::int64_t now_ms);
  Result<SettleAnswer> settle(const Settlement& settlement, std::int64_t now_ms);
  /// Releases expired leases; returns how many entries.
  Result<std::uint64_t> expire(std::int64_t now_ms);
  Result<std::vector<QueueEntry>> list(const QueueQuery& query);

  /// When the next lease runs out.
  Result<std::optional<std::int64_t>> next_expiry_ms();
  /// When the next entry becomes claimable or the next lease runs out.
  Result<std::optional<std::int64_t>> next_due_ms();
  const QueueDepth& depth() const { return depth_; }

 private:
  Result<std::optional<QueueEntry>> find(const std::string& call_id, std::string& lease);
  QueueEntry given_back(QueueEntry entry, const std::string& reason, Millis pause,
                        std::int64_t now_ms);
  bool put(const QueueEntry& entry, const std::string& lease);
  void move(QueueState from, QueueState to);
  void change(QueueState state, std::int64_t by);
  template <class T>
  Result<T> committed(bool well, T answer);
  StoreFailure failure(Errc code) const;

  Connection& sqlite_;
  const std::string& node_;
  Rng random_;
  QueueRules rules_;
  QueueDepth depth_;
  bool loaded_ = false;  ///< false: depth_ is not known, and zero
};

}  // namespace hookswitch::store::sqlite
