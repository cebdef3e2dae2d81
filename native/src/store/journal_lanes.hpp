#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "hookswitch/record/fact.hpp"

namespace hookswitch::store {

/// A fact that waits for the disk, and its row.
struct WaitingFact {
  std::string call_id;
  std::int64_t sequence;
  std::int64_t unix_ms;
  record::Fact fact;
};

/// The facts of live calls on their way to the disk: a lane per call, so that a call that floods
/// its own does not delay others.
///
/// shape   add() per fact, take() per batch, close() when the call has its record
/// range   a fact that replaces an earlier one (a turn's next text, running totals) takes its place
///         in the lane, and its row on disk: a journal is never much larger than its record.
///         kMaxLaneBytes of a call wait (a sixteenth once half of kMaxBytes is used), kMaxBytes and
///         kMaxFacts of all; kMaxJournalBytes of a call go to the disk. Above: the fact is dropped,
///         except the call's end, and an event in the journal says so
/// time    a batch takes kShareBytes of each call in turn, until kBatchBytes: what a call adds is
///         in the next batch that has not yet kBatchBytes of others ahead of it
/// errors  add: false, the fact is dropped
/// cost    O(log) in the facts of the call that wait
class JournalLanes {
 public:
  static constexpr std::size_t kMaxFacts = 200'000;
  static constexpr std::size_t kMaxBytes = 64 << 20;
  static constexpr std::size_t kMaxLaneBytes = 1 << 20;
  static constexpr std::size_t kMaxJournalBytes = 4 << 20;
  static constexpr std::size_t kShareBytes = 8 << 10;
  static constexpr std::size_t kBatchBytes = 1 << 20;

  bool add(const std::string& call_id, std::int64_t unix_ms, record::Fact fact);
  std::vector<WaitingFact> take();
  /// Removes the call and its waiting facts; returns how many facts were removed.
  std::size_t close(const std::string& call_id);

  std::size_t facts() const { return facts_; }
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return facts_ == 0; }

 private:
  struct Waiting {
    std::int64_t unix_ms;
    record::Fact fact;
    std::size_t bytes;
  };
  struct Row {  ///< of a fact that later ones replace
    std::int64_t sequence;
    std::size_t bytes;
  };
  struct Lane {
    std::map<std::int64_t, Waiting> waiting;    ///< by sequence
    std::unordered_map<std::size_t, Row> rows;  ///< by the hash of the key: ids may be long
    std::int64_t next_sequence = 0;
    std::int64_t created_ms = 0;
    bool incomplete = false;  ///< a fact was dropped
    std::size_t waiting_bytes = 0;
    std::size_t journal_bytes = 0;  ///< of its rows, those that wait included
  };

  void put(const std::string& call_id, Lane& lane, std::int64_t sequence, Waiting waiting);
  std::size_t serve(const std::string& call_id, Lane& lane, std::vector<WaitingFact>& batch);
  std::size_t forget(Lane& lane, std::int64_t sequence);

  std::unordered_map<std::string, Lane> lanes_;
  std::deque<std::string> turns_;  ///< the calls of which something waits, in the order of service
  std::size_t facts_ = 0, bytes_ = 0;
};

}  // namespace hookswitch::store
