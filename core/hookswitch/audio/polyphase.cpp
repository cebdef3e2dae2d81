#include "hookswitch/audio/polyphase.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "hookswitch/base/check.hpp"

// The same code for the vector units a server may have; the order of additions does not differ.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HS_FOR_EACH_VECTOR_UNIT __attribute__((target_clones("avx2", "default")))
#else
#define HS_FOR_EACH_VECTOR_UNIT
#endif

namespace hookswitch {
namespace {

constexpr std::size_t kTapsAtLowerRate = 64;
constexpr double kCutoff = 0.94;  ///< of half the lower rate, where the filter is 6 dB down
constexpr double kBeta = 9.5;     ///< of the Kaiser window: 95 dB, over 0.19 of half the lower rate
constexpr double kPi = 3.14159265358979323846;
constexpr std::size_t kSlice = 480;  ///< samples taken at a time: bounds the memory

// sin(pi x), by its series after bringing x next to zero.
constexpr double sin_pi(double x) {
  const auto whole = static_cast<long>(x < 0 ? x - 0.5 : x + 0.5);
  const double angle = (x - static_cast<double>(whole)) * kPi;
  double term = angle;
  double sum = angle;
  for (int n = 2; n < 26; n += 2) {
    term *= -angle * angle / (n * (n + 1));
    sum += term;
  }
  return whole % 2 == 0 ? sum : -sum;
}

// The Bessel function I0 of the square root of `x`: its series needs the square only.
constexpr double bessel_of_root(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k < 40; ++k) {
    term *= x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

/// The low-pass filter for a ratio of `Wide` between the rates, at the higher of the two: unit gain
/// for a constant in each of the `Up` phases, which lie one after the other, newest tap last.
template <std::size_t Wide, std::size_t Up>
constexpr std::array<float, Wide * kTapsAtLowerRate> design() {
  constexpr std::size_t kLength = Wide * kTapsAtLowerRate;
  constexpr std::size_t kTaps = kLength / Up;
  constexpr double kHalf = kLength / 2.0;
  std::array<float, kLength> phases{};
  for (std::size_t phase = 0; phase < Up; ++phase) {
    std::array<double, kTaps> taps{};
    double gain = 0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const double offset = static_cast<double>(phase + tap * Up) - kHalf;
      const double x = offset * kCutoff / Wide;
      const double edge = offset / kHalf;
      const double window = bessel_of_root(kBeta * kBeta * (1 - edge * edge));
      taps[tap] = window * (offset == 0 ? 1 : sin_pi(x) / (kPi * x));
      gain += taps[tap];
    }
    for (std::size_t tap = 0; tap < kTaps; ++tap)
      phases[phase * kTaps + (kTaps - 1 - tap)] = static_cast<float>(taps[tap] / gain);
  }
  return phases;
}

struct Ratio {
  int up;
  int down;
};

Ratio reduced(int from_hz, int to_hz) {
  const int common = std::gcd(from_hz, to_hz);
  return {to_hz / common, from_hz / common};
}

template <std::size_t Up, std::size_t Down>
constexpr auto kFilter = design<std::max(Up, Down), Up>();

struct Filter {
  int up;
  int down;
  std::span<const float> phases;
};

std::span<const float> filter_for(Ratio ratio) {
  static constexpr Filter kFilters[] = {
      {2, 1, kFilter<2, 1>}, {3, 1, kFilter<3, 1>}, {6, 1, kFilter<6, 1>}, {3, 2, kFilter<3, 2>},
      {2, 3, kFilter<2, 3>}, {1, 2, kFilter<1, 2>}, {1, 3, kFilter<1, 3>}, {1, 6, kFilter<1, 6>},
  };
  for (const Filter& filter : kFilters)
    if (filter.up == ratio.up && filter.down == ratio.down) return filter.phases;
  return {};
}

constexpr std::size_t kLanes = 16;

inline float dot(const float* taps, const float* samples, std::size_t count) {
  float sums[kLanes] = {};
  for (std::size_t at = 0; at < count; at += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      sums[lane] += taps[at + lane] * samples[at + lane];
  for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += sums[lane + 8];
  for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += sums[lane + 4];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

inline Sample to_sample(float value) {
  const float limited = std::min(std::max(value, -32'768.0F), 32'767.0F);
  return static_cast<Sample>(static_cast<int>(limited + 32'768.5F) - 32'768);
}

/// `count` outputs from `samples`, the first of them `step` phases into the window.
HS_FOR_EACH_VECTOR_UNIT
void convolve(const float* phases, std::size_t taps, const float* samples, std::size_t step,
              std::size_t up, std::size_t down, Sample* out, std::size_t count) {
  std::size_t first = step / up;
  std::size_t phase = step % up;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = to_sample(dot(phases + phase * taps, samples + first, taps));
    for (phase += down; phase >= up; phase -= up) ++first;
  }
}

}  // namespace

bool Polyphase::serves(int from_hz, int to_hz) {
  return !filter_for(reduced(from_hz, to_hz)).empty();
}

Polyphase::Polyphase(int from_hz, int to_hz) : lower_hz_(std::min(from_hz, to_hz)) {
  const Ratio ratio = reduced(from_hz, to_hz);
  phases_ = filter_for(ratio);
  HS_CHECK(!phases_.empty());
  up_ = static_cast<std::size_t>(ratio.up);
  down_ = static_cast<std::size_t>(ratio.down);
  taps_ = phases_.size() / up_;
  HS_CHECK(taps_ % kLanes == 0);
  samples_.resize(taps_ - 1 + kSlice);
  reset();
}

void Polyphase::reset() {
  std::fill(samples_.begin(), samples_.end(), 0.0F);
  filled_ = taps_ - 1;
  step_ = 0;
}

void Polyphase::process(PcmView in, Pcm& out) {
  for (; in.size() > kSlice; in = in.subspan(kSlice)) process_slice(in.first(kSlice), out);
  process_slice(in, out);
}

void Polyphase::process_slice(PcmView in, Pcm& out) {
  std::copy(in.begin(), in.end(), samples_.begin() + static_cast<std::ptrdiff_t>(filled_));
  filled_ += in.size();

  // Every position whose window lies within what is there, `up_` positions to a sample.
  const std::size_t positions = (filled_ - (taps_ - 1)) * up_;
  const std::size_t count = positions > step_ ? (positions - step_ + down_ - 1) / down_ : 0;
  const std::size_t before = out.size();
  out.resize(before + count);
  convolve(phases_.data(), taps_, samples_.data(), step_, up_, down_, out.data() + before, count);

  step_ += count * down_ - positions;
  const auto past = samples_.begin() + static_cast<std::ptrdiff_t>(filled_ - (taps_ - 1));
  std::copy(past, past + static_cast<std::ptrdiff_t>(taps_ - 1), samples_.begin());
  filled_ = taps_ - 1;
}

Micros Polyphase::latency() const {
  return duration_of(static_cast<int>(kTapsAtLowerRate / 2), lower_hz_);
}

}  // namespace hookswitch
