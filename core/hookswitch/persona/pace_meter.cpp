#include "hookswitch/persona/pace_meter.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::persona {
namespace {

constexpr Micros kSecond{1'000'000};
/// More than the largest factor between two formats that are mistaken for each other in practice.
constexpr int kMaxStretch = 7;
/// Of a second's ratio: the two closest formats, PCM at 44.1 and 48 kHz, are 9 % apart.
constexpr double kTolerance = 0.06;
constexpr std::int64_t kQuorumPercent = 60;

struct Known {
  double bytes_per_ms;
  std::string_view name;
};
constexpr Known kKnown[] = {
    {8.0, "G.711"},          {16.0, "PCM at 8 kHz"},    {32.0, "PCM at 16 kHz"},
    {48.0, "PCM at 24 kHz"}, {88.2, "PCM at 44.1 kHz"}, {96.0, "PCM at 48 kHz"},
};

double distance(double a, double b) { return std::max(a, b) / std::min(a, b) - 1.0; }

}  // namespace

PaceMeter::PaceMeter(const codec::MediaFormat& declared)
    : declared_(static_cast<double>(codec::bytes_per_sample(declared.encoding)) * declared.rate_hz /
                1'000.0) {
  static_assert(std::size(kKnown) == kFormats);
}

std::optional<PaceMeter::Verdict> PaceMeter::hear(Micros length, Instant now) {
  const Micros longest = std::max(kMaxGap, last_length_ * kMaxStretch);
  const auto before = std::exchange(last_, now);
  const Micros covered = std::exchange(last_length_, length);
  if (!before) return std::nullopt;
  const Micros gap = now - *before;
  if (gap > longest) {
    window_audio_ = window_time_ = Micros{0};
    return std::nullopt;
  }
  window_audio_ += covered;
  window_time_ += gap;
  if (window_time_ < kSecond) return std::nullopt;
  const Micros audio = std::exchange(window_audio_, Micros{0});
  const Micros time = std::exchange(window_time_, Micros{0});
  all_audio_ += audio;
  all_time_ += time;
  return judge(static_cast<double>(audio.count()) / static_cast<double>(time.count()));
}

std::optional<double> PaceMeter::ratio() const {
  if (all_time_ == Micros{0}) return std::nullopt;
  return static_cast<double>(all_audio_.count()) / static_cast<double>(all_time_.count());
}

std::optional<PaceMeter::Verdict> PaceMeter::judge(double ratio) {
  ++all_seconds_;
  const double rate = ratio * declared_;
  const auto* const nearest =
      std::min_element(std::begin(kKnown), std::end(kKnown), [rate](const auto& a, const auto& b) {
        return distance(a.bytes_per_ms, rate) < distance(b.bytes_per_ms, rate);
      });
  const auto which = static_cast<std::size_t>(nearest - std::begin(kKnown));
  if (distance(nearest->bytes_per_ms, rate) <= kTolerance) ++seconds_[which];
  if (told_ || nearest->bytes_per_ms == declared_ || seconds_[which] < kMinSeconds ||
      seconds_[which] * 100 < all_seconds_ * kQuorumPercent)
    return std::nullopt;
  told_ = true;
  return Verdict{nearest->bytes_per_ms / declared_, nearest->name};
}

}  // namespace hookswitch::persona
