#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/queue.hpp"
#include "store/retention.hpp"
#include "store/store.hpp"
#include "store/store_failure.hpp"

namespace hookswitch::store {

/// A fact on its way to the disk.
struct JournalRow {
  std::string call_id;
  std::int64_t sequence;
  std::int64_t unix_ms;
  std::string fact;
};

/// A finished call on its way to the disk.
struct FinishedCall {
  CallSummary summary;
  std::string record;
  bool in_overflow = false;  ///< also in the overflow file
};

/// A database, as the writer needs it: without a work queue, a thread or retries.
///
/// shape   one thread, except in its constructor; every change is one transaction
/// range   a database is one process's own, or nodes share it. Records and queue are common;
///         journals and the leases of the bridge's own delivery name the node that wrote them
/// time    blocks for as long as the disk takes. What it returns is by the calendar, spans are from
///         now on
/// errors  store_read_failed, store_write_failed, of a damaged database store_corrupt; then nothing
///         was changed. StoreFailure::Kind says whether space or a repair would help
class Backend {
 public:
  template <class T>
  using Result = tl::expected<T, StoreFailure>;
  using Repeated = std::vector<std::size_t>;  ///< indices of calls

  virtual ~Backend() = default;

  /// The node that this process is: see Settings::node.
  virtual const std::string& node() const = 0;

  /// Adds the rows to the journals of this node; stores the calls, puts them into the queue and
  /// deletes their journals. Returns the calls that were left out because their id has a record.
  virtual Result<Repeated> write(const std::vector<JournalRow>& rows,
                                 const std::vector<FinishedCall>& finished) = 0;

  virtual Result<std::optional<std::string>> find(const std::string& id) = 0;
  virtual Result<std::vector<CallSummary>> list(const CallQuery& query) = 0;
  virtual Result<std::optional<std::string>> latest(const std::string& dialect,
                                                    const std::string& carrier_call_id,
                                                    const std::string& except) = 0;

  /// The calls with a journal and no record: of every node where the database is one process's own,
  /// since then no other node can have a call that is up; else of this node.
  virtual Result<std::vector<std::string>> open_journals() = 0;
  /// The rows of one journal, in their order.
  virtual Result<std::vector<JournalRow>> journal(const std::string& call_id) = 0;

  /// Counts the entries of the queue, and releases the leases of this node's delivery of before its
  /// restart.
  virtual Result<void> open_queue(const QueueRules& rules) = 0;
  virtual bool queue_is_open() const = 0;
  virtual const QueueDepth& queue_depth() const = 0;  ///< zero until the queue is open
  virtual Result<std::vector<ClaimedEntry>> claim(const ClaimRequest& request) = 0;
  virtual Result<SettleAnswer> settle(const Settlement& settlement) = 0;
  /// Releases expired leases; returns how many entries.
  virtual Result<std::uint64_t> expire_leases() = 0;
  virtual Result<std::vector<QueueEntry>> list_queue(const QueueQuery& query) = 0;
  /// How long until the next lease runs out; nothing without a lease.
  virtual Result<std::optional<Millis>> until_expiry() = 0;
  /// How long until the next entry becomes claimable or the next lease runs out.
  virtual Result<std::optional<Millis>> until_due() = 0;

  /// Maintenance, once a minute. Logs failures; true: call again soon.
  virtual bool maintain(const Retention& retention) = 0;
  /// What another program did to the database files; empty: nothing.
  virtual std::string displaced() const = 0;
  /// Repairs that. Returns the new name of a file that was in the way, if any.
  virtual Result<std::string> put_back() = 0;
};

}  // namespace hookswitch::store
