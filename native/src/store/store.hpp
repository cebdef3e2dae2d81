#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/base/result.hpp"
#include "hookswitch/record/fact.hpp"
#include "hookswitch/record/record.hpp"
#include "store/queue.hpp"
#include "store/store_failure.hpp"

namespace hookswitch::store {

/// What a list of calls shows of each; the same for live and ended ones.
struct CallSummary {
  std::string id;
  std::string state;  ///< created ... ended: docs/record.md
  std::string dialect, profile;
  std::string carrier_call_id, from, to;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> ended_ms;
  std::string cause;
};

struct CallQuery {
  std::string dialect;          ///< empty: any
  std::string carrier_call_id;  ///< empty: any
  std::string before;           ///< only ids that sort before this one; empty: from the newest
  std::size_t limit = 50;
  std::string profile{};  ///< of the dialect; empty: any
};

/// The state of the store. Cheap to read.
struct StoreHealth {
  std::string node{};               ///< of this process: see Backend::node
  bool writable = true;             ///< false: the last batch failed with store_write_failed
  std::string error;                ///< the last failure, while it lasts
  std::uint64_t pending_facts = 0;  ///< in memory, not yet durable
  std::uint64_t pending_records = 0;
  std::uint64_t lost_facts = 0;  ///< dropped because memory is bounded, too
  std::uint64_t lost_records = 0;
  std::uint64_t overflow_records = 0;  ///< in the overflow file
  std::uint64_t records = 0;           ///< written since the start
  QueueDepth queue;
  std::uint64_t recovered = 0;  ///< calls closed as crashed at the start
  std::uint64_t put_back = 0;   ///< times that the database was put back where it had been
  std::string displaced{};      ///< what happened the last time
  bool full = false;            ///< it is not writable because the disk has no room
  std::uint64_t room = 0;       ///< bytes that are kept for the records of live calls
  std::string
      no_reserve{};  ///< why there is no reserve; empty: there is one, or none is configured

  /// Whether the record of one more call is sure to be kept.
  bool has_room_for(std::size_t calls) const { return !full || calls * kRoomPerCall <= room; }
  static constexpr std::uint64_t kRoomPerCall = 32 << 10;
};

/// The store of calls. Every function returns at once and may be called from any thread; results
/// come on the store's own thread.
///
/// shape   journal() facts while a call lives; finish() it once; then it can be found
/// time    a fact is durable within 200 ms while the disk is well
/// errors  none for writers: what cannot be written is kept, within bounds, and retried; a failed
///         query returns store_read_failed, a failed change of the queue store_write_failed
class Store {
 public:
  template <class T>
  using Answer = std::function<void(T)>;
  template <class T>
  using ReadResult = tl::expected<T, StoreFailure>;

  virtual ~Store() = default;

  virtual void journal(const std::string& call_id, std::int64_t unix_ms, record::Fact fact) = 0;
  /// Record, queue entry and the end of the journal in one transaction; then `stored`.
  virtual void finish(record::Record record, std::function<void()> stored) = 0;

  /// The record's JSON document.
  virtual void find(const std::string& id,
                    Answer<ReadResult<std::optional<std::string>>> answer) = 0;
  virtual void list(const CallQuery& query,
                    Answer<ReadResult<std::vector<CallSummary>>> answer) = 0;
  virtual void queue(const QueueQuery& query,
                     Answer<ReadResult<std::vector<QueueEntry>>> answer) = 0;
  /// Leases ready entries, with their records; nothing if none becomes ready within the wait.
  virtual ClaimTicket claim(const ClaimRequest& request,
                            Answer<ReadResult<std::vector<ClaimedEntry>>> answer) = 0;
  /// The claimant has gone: the claim ends now, without an entry if it still waits.
  virtual void withdraw(ClaimTicket ticket) = 0;
  /// No client gets an entry any more: waiting claims return no entry.
  virtual void close_claims() = 0;
  virtual void settle(const Settlement& settlement, Answer<ReadResult<SettleAnswer>> answer) = 0;
  /// Our id of the newest ended call with this carrier id, other than `except`; also nothing if
  /// the disk cannot be read.
  virtual void latest(const std::string& dialect, const std::string& carrier_call_id,
                      const std::string& except, Answer<std::optional<std::string>> answer) = 0;
  virtual StoreHealth health() const = 0;

  /// The end: writes what is pending, within a bound. False when a record or fact is not on disk.
  virtual bool close() = 0;
};

/// The summary of an ended call.
CallSummary summary_of(const record::Record& record);

/// Whether the call matches the filter, whatever the limit.
bool matches(const CallSummary& call, const CallQuery& query);

}  // namespace hookswitch::store
