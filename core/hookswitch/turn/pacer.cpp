#include "hookswitch/turn/pacer.hpp"

#include <algorithm>

namespace hookswitch::turn {

std::size_t Pacer::push(std::string_view item, PcmView audio) {
  if (audio.empty()) return 0;
  const bool is_new = items_.empty() || items_.back().id != item || items_.back().finished;
  if (is_new && !items_.empty()) items_.back().finished = true;
  if (is_new && items_.size() == kMaxItems) return audio.size();
  const std::size_t refused = waiting_.push(audio);
  if (refused == audio.size()) return refused;
  if (is_new) items_.push_back(Item{std::string(item), 0, false});
  items_.back().samples += audio.size() - refused;
  return refused;
}

void Pacer::finish(std::string_view item) {
  for (Item& known : items_)
    if (known.id == item) known.finished = true;
}

void Pacer::clear() {
  items_.clear();
  waiting_.clear();
}

const Pacer::Item* Pacer::ready_item() const {
  for (const Item& item : items_) {
    if (item.samples == 0) continue;
    return item.finished || item.samples >= frame_samples() ? &item : nullptr;
  }
  return nullptr;
}

std::optional<Pacer::Due> Pacer::take_due(Instant now, PlaybackLedger& ledger) {
  while (!items_.empty() && items_.front().samples == 0 &&
         (items_.front().finished || items_.size() > 1))
    items_.pop_front();
  if (ready_item() == nullptr || ledger.plays_until() > now + config_.lead) return std::nullopt;

  Item& item = items_.front();
  const std::size_t size = std::min(item.samples, frame_samples());
  frame_.clear();
  waiting_.take(size, frame_);
  frame_.resize(frame_samples());  // the last one of an item is padded with silence
  item.samples -= size;
  current_ = item.id;
  ledger.sent(current_, duration_of(config_.frame_samples, config_.rate_hz), now);
  return Due{current_, frame_};
}

std::optional<Instant> Pacer::next_due(const PlaybackLedger& ledger) const {
  if (ready_item() == nullptr) return std::nullopt;
  return ledger.plays_until() - config_.lead;
}

Micros Pacer::waiting() const {
  return duration_of(static_cast<std::int64_t>(waiting_.size()), config_.rate_hz);
}

}  // namespace hookswitch::turn
