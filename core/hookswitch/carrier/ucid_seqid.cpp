#include "hookswitch/carrier/ucid_seqid.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::carrier {

const std::string& SeqidMaker::next() {
  constexpr int kMostPackets = 99'999;
  constexpr std::size_t kWidth = 5;
  if (packet_ == kMostPackets) next_utterance();
  const std::string number = std::to_string(++packet_);
  last_ = "utt-";
  last_ += std::to_string(utterance_);
  last_ += '-';
  last_.append(kWidth - number.size(), '0');
  last_ += number;
  return last_;
}

void SeqidMaker::mark(std::string_view name) {
  if (last_.empty()) return;
  if (waiting_.size() == kMaxWaiting) waiting_.pop_front();
  waiting_.push_back({last_, std::string(name)});
  next_utterance();
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

bool RepeatWindow::add(const std::string& seqid) {
  if (!known_.insert(seqid).second) return false;
  order_.push_back(seqid);
  if (order_.size() > kUcidRepeatWindow) {
    known_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

}  // namespace hookswitch::carrier
