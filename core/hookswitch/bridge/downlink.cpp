#include "hookswitch/bridge/downlink.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::bridge {

void Downlink::start(int carrier_rate_hz, Micros frame) {
  carrier_rate_hz_ = carrier_rate_hz;
  frame_ = frame;
  turn::Pacer::Config config;
  config.rate_hz = carrier_rate_hz;
  config.frame_samples = static_cast<int>(samples_in(frame, carrier_rate_hz));
  config.lead = lead_;
  pacer_.emplace(config);
  if (carrier_rate_hz != agent_rate_hz_) resampler_.emplace(agent_rate_hz_, carrier_rate_hz);
  Pcm piece;
  for (Early& early : std::exchange(early_, {})) {
    for (; early.samples > 0; early.samples -= piece.size()) {
      piece.clear();
      early_audio_.take(std::min(early.samples, PcmQueue::kBlock), piece);
      convert(early.item, piece);
    }
    if (early.finished) close_item();
  }
  early_audio_.clear();
}

void Downlink::audio(std::string_view item, PcmView samples) {
  const Micros length = duration_of(static_cast<std::int64_t>(samples.size()), agent_rate_hz_);
  const Micros dropped_before = dropped_;
  if (is_cut_off(item) && idle()) cut_off_.reset();  // what was kept has been played: it continues
  if (is_cut_off(item))
    dropped_ += length;
  else if (started())
    convert(item, samples);
  else
    dropped_ += duration_of(static_cast<std::int64_t>(keep_early(item, samples)), agent_rate_hz_);
  const Micros dropped = dropped_ - dropped_before;
  if (dropped > Micros{0} && !is_cut_off(item)) {
    cut_off_ = item;
    finish(item);
  }
  if (dropped < length) ledger_.received(item, length - dropped);
}

/// How many samples were dropped for lack of room.
std::size_t Downlink::keep_early(std::string_view item, PcmView samples) {
  const bool is_new = early_.empty() || early_.back().item != item;
  if (is_new && early_.size() == turn::Pacer::kMaxItems) return samples.size();
  const std::size_t refused = early_audio_.push(samples);
  if (is_new) early_.push_back(Early{std::string(item), 0, false});
  early_.back().samples += samples.size() - refused;
  return refused;
}

void Downlink::convert(std::string_view item, PcmView samples) {
  if (item_ != item) {
    close_item();
    item_ = item;
    owed_ = 0;
    if (resampler_)
      skip_ = static_cast<std::size_t>(samples_in(resampler_->latency(), carrier_rate_hz_));
  }
  if (!resampler_) return push(samples);
  owed_ += static_cast<std::int64_t>(samples.size()) * carrier_rate_hz_;
  converted_.clear();
  resampler_->process(samples, converted_);
  push(converted_);
}

// The filter's delay is cut at the front of each item and its tail flushed at the end, so
// that an item lasts as long for the caller as it does for the agent.
void Downlink::push(PcmView converted) {
  const std::size_t skipped = std::min(skip_, converted.size());
  skip_ -= skipped;
  owed_ -= static_cast<std::int64_t>(converted.size() - skipped) * agent_rate_hz_;
  const std::size_t refused = pacer_->push(item_, converted.subspan(skipped));
  dropped_ += duration_of(static_cast<std::int64_t>(refused), carrier_rate_hz_);
}

void Downlink::close_item() {
  if (item_.empty()) return;
  if (resampler_ && !is_cut_off(item_)) {
    const Pcm silence(static_cast<std::size_t>(samples_in(resampler_->latency(), agent_rate_hz_)) +
                      1);
    converted_.clear();
    resampler_->process(silence, converted_);
    // Not one sample more than the item's length: it could cost a whole frame of silence.
    const auto tail = static_cast<std::size_t>(std::max<std::int64_t>(
        0, (owed_ + agent_rate_hz_ - 1) / agent_rate_hz_ + static_cast<std::int64_t>(skip_)));
    push(PcmView(converted_).first(std::min(tail, converted_.size())));
  }
  if (resampler_) resampler_->reset();
  pacer_->finish(item_);
  item_.clear();
  skip_ = 0;
}

void Downlink::finish(std::string_view item) {
  if (started()) {
    if (item.empty() || item == item_) close_item();
    return;
  }
  for (Early& early : early_)
    if (item.empty() || early.item == item) early.finished = true;
}

std::optional<turn::Pacer::Due> Downlink::take_due(Instant now) {
  if (!pacer_) return std::nullopt;
  auto due = pacer_->take_due(now, ledger_);
  if (due) sent_ += frame_;
  return due;
}

std::optional<Instant> Downlink::next_due() const {
  if (!pacer_) return std::nullopt;
  return pacer_->next_due(ledger_);
}

std::vector<Downlink::Cut> Downlink::interrupt(Instant now) {
  std::vector<Cut> cuts;
  for (std::string& item : ledger_.unheard(now)) {
    const Micros heard = ledger_.heard(item, now);
    cuts.push_back(Cut{std::move(item), heard});
  }
  lost_ += std::max(Micros{0}, Micros{ledger_.plays_until() - now});
  ledger_.cleared(now);
  for (const Cut& cut : cuts) ledger_.forget(cut.item);
  if (pacer_) pacer_->clear();
  if (resampler_) resampler_->reset();
  item_.clear();
  skip_ = 0;
  early_.clear();
  early_audio_.clear();
  return cuts;
}

bool Downlink::idle() const { return early_.empty() && (!pacer_ || pacer_->idle()); }

Instant Downlink::plays_out(Instant now) const {
  const auto early = static_cast<std::int64_t>(early_audio_.size());
  return std::max(ledger_.plays_until(), now) +
         (pacer_ ? pacer_->waiting() : duration_of(early, agent_rate_hz_));
}

Micros Downlink::heard(Instant now) const {
  const Micros unplayed = std::max(Micros{0}, Micros{ledger_.plays_until() - now});
  return sent_ - lost_ - unplayed;
}

}  // namespace hookswitch::bridge
