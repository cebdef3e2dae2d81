#include "hookswitch/bridge/arrival_meter.hpp"

#include <algorithm>

namespace hookswitch::bridge {
namespace {

constexpr Micros kGap{100'000};
constexpr Micros kLate{80'000};  ///< after the message before has been played
constexpr Micros kPause{500'000};
constexpr Micros kWindow{5'000'000};

}  // namespace

void ArrivalMeter::message(std::size_t bytes, Micros audio, Instant now) {
  const Micros since = last_ ? now - *last_ : Micros{0};
  if (since >= std::max(kGap, last_audio_ + kLate)) {
    ++figures_.gaps;
    figures_.longest_gap_ms = std::max(figures_.longest_gap_ms, to_ms(since));
  }
  if (!last_ || since >= kPause) restart(now);
  delay(now - origin_ - media_time_, now);
  media_time_ += audio;
  last_ = now;
  last_audio_ = audio;
  ++figures_.frames;
  figures_.bytes += bytes;
  audio_ += audio;
  figures_.audio_ms = to_ms(audio_);
}

void ArrivalMeter::restart(Instant now) {
  origin_ = now;
  media_time_ = Micros{0};
  window_began_ = now;
  least_now_ = least_before_ = Micros{0};
}

void ArrivalMeter::delay(Micros delay, Instant now) {
  if (now - window_began_ >= kWindow) {
    window_began_ = now;
    least_before_ = least_now_;
    least_now_ = delay;
  }
  least_now_ = std::min(least_now_, delay);
  const Micros late = delay - std::min(least_now_, least_before_);
  const auto bin = static_cast<std::size_t>(to_ms(late) / kBinMs);
  ++bins_[std::min(bin, bins_.size() - 1)];
  ++observed_;
  sum_ += late;
  max_ = std::max(max_, late);
}

record::JitterFigures ArrivalMeter::jitter() const {
  if (observed_ == 0) return {};
  std::uint64_t below = 0;
  std::size_t bin = 0;
  while (bin + 1 < bins_.size() && (below += bins_[bin]) * 20 < observed_ * 19) ++bin;
  // Tenths of a millisecond are the precision of these figures.
  const auto in_ms = [](Micros span) {
    const std::int64_t tenths = span.count() / 100;
    return static_cast<double>(tenths) / 10;
  };
  const Micros p95 = std::min(Micros{Millis{(static_cast<std::int64_t>(bin) + 1) * kBinMs}}, max_);
  return {in_ms(Micros{sum_.count() / static_cast<std::int64_t>(observed_)}), in_ms(p95),
          in_ms(max_)};
}

}  // namespace hookswitch::bridge
