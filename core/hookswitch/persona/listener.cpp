#include "hookswitch/persona/listener.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hookswitch::persona {
namespace {

constexpr Millis kOnset{200};  // generous bound of the gate's minimum speech and one block
constexpr int kQuietestThreshold = -65;
constexpr int kThresholdSpan = 40;

// The vendor's threshold has no unit. Ours: 0.5, its default, is the gate's -45 dBFS; each tenth is
// 4 dB.
SpeechGate::Config gate_config(int rate_hz, const agent::TurnDetection& turns) {
  SpeechGate::Config config;
  config.rate_hz = rate_hz;
  config.prefix_padding = turns.prefix_padding;
  config.silence_duration = turns.silence_duration;
  config.threshold_dbfs = kQuietestThreshold + kThresholdSpan * turns.threshold_percent / 100;
  return config;
}

}  // namespace

Listener::Listener(int rate_hz, const agent::TurnDetection& turns, Micros before)
    : rate_hz_(rate_hz),
      before_(before),
      automatic_(turns.automatic),
      gate_(gate_config(rate_hz, turns)),
      history_(samples_in(turns.prefix_padding + kOnset, rate_hz)) {}

std::optional<Listener::Change> Listener::hear(PcmView audio, std::size_t& consumed) {
  const auto change = gate_.process(audio, consumed);
  keep(audio.first(consumed));
  if (!automatic_) return std::nullopt;
  if (!change) {
    if (!gate_.speaking()) drop_before(gate_.samples_seen() - history_);
    return std::nullopt;
  }
  if (change->kind == SpeechGate::Change::Kind::started) {
    drop_before(change->sample);
    start_ = std::max(change->sample, first_);
    return Change{change->kind, position(start_), {}, 0};
  }
  const std::int64_t stop = std::max(change->sample, start_);
  const auto kept = static_cast<std::int64_t>(kept_.size());
  const auto size = std::min(stop - start_, kept);
  Change stopped{change->kind, position(stop),
                 Pcm(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(size)),
                 stop - start_};
  // Once something was cut off, the position of what follows is unknown: start again.
  if (kept < gate_.samples_seen() - first_)
    clear();
  else
    drop_before(stop);
  return stopped;
}

Listener::Change Listener::commit() {
  const std::int64_t end = gate_.samples_seen();
  Change stopped{SpeechGate::Change::Kind::stopped, position(end), std::exchange(kept_, {}),
                 end - first_};
  clear();
  return stopped;
}

void Listener::clear() {
  kept_ = {};
  first_ = start_ = gate_.samples_seen();
}

void Listener::keep(PcmView audio) {
  // In the middle of a turn the room runs out for good, so that positions stay true.
  const auto taken = audio.first(std::min(audio.size(), kMaxKept - kept_.size()));
  if (const auto size = kept_.size() + taken.size(); size > kept_.capacity())
    kept_.reserve(std::min(kMaxKept, 2 * size));
  kept_.insert(kept_.end(), taken.begin(), taken.end());
}

void Listener::drop_before(std::int64_t sample) {
  const std::int64_t surplus = std::min(sample - first_, static_cast<std::int64_t>(kept_.size()));
  if (surplus <= 0) return;
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(surplus));
  if (constexpr std::size_t kWorthIt = 16'384; kept_.capacity() > 4 * kept_.size() + kWorthIt)
    kept_.shrink_to_fit();
  first_ += surplus;
}

Millis Listener::position(std::int64_t sample) const {
  return Millis{to_ms(before_ + duration_of(sample, rate_hz_))};
}

}  // namespace hookswitch::persona
