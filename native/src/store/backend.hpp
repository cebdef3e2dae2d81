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

/// A database, as the writer needs it: no queue of work, no thread and no second try of its own.
///
/// shape   one thread, except in its constructor; every change is one transaction
/// range   several nodes may share a database. Records and queue are everybody's; journals and the
///         leases of the bridge's own delivery are of the node that writes them
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

  /// The calls of this node with a journal that no record closed.
  virtual Result<std::vector<std::string>> open_journals() = 0;
  /// The rows of one journal, in their order.
  virtual Result<std::vector<JournalRow>> journal(const std::string& call_id) = 0;

  /// Counts the entries of the queue, and takes back what this node's delivery held before it ended.
  virtual Result<void> open_queue(const QueueRules& rules) = 0;
  virtual bool queue_is_open() const = 0;
  virtual const QueueDepth& queue_depth() const = 0;  ///< zero until the queue is open
  virtual Result<std::vector<ClaimedEntry>> claim(const ClaimRequest& request) = 0;
  virtual Result<SettleAnswer> settle(const Settlement& settlement) = 0;
  /// Takes back what was not settled in time; returns how many entries.
  virtual Result<std::uint64_t> expire_leases() = 0;
  virtual Result<std::vector<QueueEntry>> list_queue(const QueueQuery& query) = 0;
  /// How long until the next lease runs out; nothing without a lease.
  virtual Result<std::optional<Millis>> until_expiry() = 0;
  /// How long until the next entry becomes claimable or the next lease runs out.
  virtual Result<std::optional<Millis>> until_due() = 0;

  /// What is to be done once a minute. Logs what fails; true: there is more of it, soon.
  virtual bool maintain(const Retention& retention) = 0;
  /// What has happened to the database beneath the process; empty: nothing.
  virtual std::string displaced() const = 0;
  /// Mends that. Returns what was found in the way and kept, if anything was.
  virtual Result<std::string> put_back() = 0;
};

}  // namespace hookswitch::store
