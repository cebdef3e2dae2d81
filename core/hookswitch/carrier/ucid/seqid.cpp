#include "hookswitch/carrier/ucid/seqid.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::carrier {

const std::string& SeqidMaker::next() {
  constexpr int kMaxPackets = 99'999;
  constexpr std::size_t kWidth = 5;
  if (packet_ == kMaxPackets) next_utterance();
  const std::string number = std::to_string(++packet_);
  last_ = "utt-";
  last_ += std::to_string(utterance_);
  last_ += '-';
  last_.append(kWidth - number.size(), '0');
  last_ += number;
  return last_;
}

bool SeqidMaker::mark(std::string_view name) {
  if (last_.empty()) return false;
  if (waiting_.size() == kMaxWaiting) waiting_.pop_front();
  waiting_.push_back({last_, std::string(name)});
  next_utterance();
  return true;
}

void SeqidMaker::clear() {
  waiting_.clear();
  next_utterance();
}

std::optional<std::string> SeqidMaker::played(std::string_view seqid) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const Waiting& mark) { return mark.seqid == seqid; });
  if (found == waiting_.end()) return std::nullopt;
  std::string name = std::move(found->name);
  waiting_.erase(waiting_.begin(), found + 1);
  return name;
}

void SeqidMaker::next_utterance() {
  if (packet_ == 0) return;  // nothing was sent in this one
  ++utterance_;
  packet_ = 0;
}

/// source  FNV-1a, 32 bits
std::size_t RepeatWindow::bucket_of(std::string_view seqid) {
  std::uint32_t hash = 2'166'136'261;
  for (const char c : seqid) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16'777'619;
  return hash % kBuckets;
}

/// A new place, or that of the oldest id, which is forgotten.
RepeatWindow::Place RepeatWindow::free_place() {
  if (known_.size() < kUcidRepeatWindow) {
    known_.emplace_back();
    return static_cast<Place>(known_.size() - 1);
  }
  const auto place = static_cast<Place>(oldest_);
  oldest_ = (oldest_ + 1) % kUcidRepeatWindow;
  Place* link = &buckets_[bucket_of(known_[place].seqid)];
  while (*link != place) link = &known_[*link].next;
  *link = known_[place].next;
  return place;
}

bool RepeatWindow::add(std::string_view seqid) {
  if (buckets_.empty()) buckets_.resize(kBuckets, kNone);
  const std::size_t bucket = bucket_of(seqid);
  for (Place at = buckets_[bucket]; at != kNone; at = known_[at].next)
    if (known_[at].seqid == seqid) return false;
  const Place place = free_place();
  known_[place].seqid = seqid;
  known_[place].next = buckets_[bucket];
  buckets_[bucket] = place;
  return true;
}

}  // namespace hookswitch::carrier
