#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Packet ids of the ucid protocol: unique per packet, and the only thing that marks can name.
namespace hookswitch::carrier {

/// The host's end: makes ids and remembers which of them stands for a mark.
///
/// shape   next() per packet; mark() ties a name to the packet before; played() gives it back
/// range   utt-N-00001 to utt-N-99999, then the next utterance; 64 marks wait, the oldest go
/// cost    O(waiting marks) per mark
/// source  see ucid.hpp
class SeqidMaker {
 public:
  const std::string& next();
  /// False when there is no packet yet.
  bool mark(std::string_view name);
  /// The carrier discards all audio: earlier marks no longer mean anything.
  void clear();
  /// The name that `seqid` stands for; nullopt if unknown. Older marks are removed with it.
  std::optional<std::string> played(std::string_view seqid);

 private:
  struct Waiting {
    std::string seqid, name;
  };
  void next_utterance();

  static constexpr std::size_t kMaxWaiting = 64;  // some platforms never return a mark
  int utterance_ = 1;
  int packet_ = 0;
  std::string last_;
  std::deque<Waiting> waiting_;
};

inline constexpr std::size_t kUcidRepeatWindow = 3'000;  ///< ids that the platform remembers

/// The carrier's end: knows the last kUcidRepeatWindow ids.
///
/// cost    add O(1); places are reused, so that nothing is allocated once all are filled
class RepeatWindow {
 public:
  /// False when `seqid` was among them.
  bool add(std::string_view seqid);

 private:
  using Place = std::uint16_t;
  struct Known {
    std::string seqid;
    Place next;  ///< in the same bucket
  };
  static constexpr std::size_t kBuckets = 4'096;
  static constexpr Place kNone = 0xFFFF;
  static_assert(kUcidRepeatWindow < kNone);

  static std::size_t bucket_of(std::string_view seqid);
  Place free_place();

  std::vector<Known> known_;
  std::vector<Place> buckets_;  ///< the first place of each; none at all before the first id
  std::size_t oldest_ = 0;      ///< once all places are filled
};

}  // namespace hookswitch::carrier
