#include "hookswitch/turn/pacer.hpp"

#include <algorithm>

namespace hookswitch::turn {
namespace {

constexpr std::size_t kKeptSamples = 16'384;  ///< capacity that is not worth giving back

}  // namespace

std::size_t Pacer::push(std::string_view item, PcmView audio) {
  if (audio.empty()) return 0;
  reclaim();
  const auto capacity = static_cast<std::size_t>(samples_in(config_.capacity, config_.rate_hz));
  const std::size_t room = capacity > waiting_samples() ? capacity - waiting_samples() : 0;
  const PcmView kept = audio.first(std::min(room, audio.size()));
  if (items_.empty() || items_.back().id != item || items_.back().finished) {
    if (!items_.empty()) items_.back().finished = true;
    items_.push_back(Item{std::string(item), 0, false});
  }
  items_.back().samples += kept.size();
  samples_.insert(samples_.end(), kept.begin(), kept.end());
  return audio.size() - kept.size();
}

void Pacer::finish(std::string_view item) {
  for (Item& known : items_)
    if (known.id == item) known.finished = true;
}

void Pacer::clear() {
  items_.clear();
  head_ = samples_.size();
  reclaim();
}

// Runs before samples are added or after they are dropped, never while a handed-out frame is in
// use.
void Pacer::reclaim() {
  if (head_ == 0) return;
  if (head_ == samples_.size()) {
    samples_.clear();
    if (samples_.capacity() > kKeptSamples) samples_.shrink_to_fit();
    head_ = 0;
  } else if (head_ * 2 >= samples_.size()) {
    samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
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
  PcmView frame = PcmView(samples_).subspan(head_, size);
  if (size < frame_samples()) {
    padded_.assign(frame.begin(), frame.end());
    padded_.resize(frame_samples());
    frame = padded_;
  }
  head_ += size;
  item.samples -= size;
  current_ = item.id;
  ledger.sent(current_, duration_of(config_.frame_samples, config_.rate_hz), now);
  return Due{current_, frame};
}

std::optional<Instant> Pacer::next_due(const PlaybackLedger& ledger) const {
  if (ready_item() == nullptr) return std::nullopt;
  return ledger.plays_until() - config_.lead;
}

Micros Pacer::waiting() const {
  return duration_of(static_cast<std::int64_t>(waiting_samples()), config_.rate_hz);
}

}  // namespace hookswitch::turn
