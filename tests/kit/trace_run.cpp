#include "kit/trace_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::kit {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double ms(Micros span) { return static_cast<double>(span.count()) / 1'000; }

}  // namespace

double r_factor(double mean_ms, double lost_pct) {
  const double delay = 50 + mean_ms;
  const double delay_impairment = 0.024 * delay + 0.11 * std::max(0.0, delay - 177.3);
  return 93.2 - delay_impairment - 95 * lost_pct / (lost_pct + 25.1);
}

TraceScore run_trace(const Trace& trace, PcmView speech, const jitter::JitterBuffer::Config& config,
                     Pcm* heard) {
  using Clock = std::chrono::steady_clock;
  jitter::JitterBuffer buffer(config);
  const auto frame = static_cast<std::size_t>(config.rate_hz / 50);
  const auto block = static_cast<std::size_t>(config.rate_hz / 100);
  Micros fastest = Micros::max();
  Micros end{0};
  for (const auto& packet : trace.packets) {
    if (!packet.arrived) continue;
    fastest = std::min(fastest, *packet.arrived - packet.sent);
    end = std::max(end, *packet.arrived);
  }

  std::vector<double> delays;
  std::vector<Micros> sent;  ///< of the packets that were inserted
  Pcm out(block);
  std::size_t next = 0;
  std::size_t played = 0;  ///< packets
  Clock::duration busy{0};
  for (Micros now{0}; now <= end + 20ms && played < trace.packets.size(); now += 10ms) {
    const auto begin = Clock::now();
    while (next < trace.packets.size() &&
           (!trace.packets[next].arrived || *trace.packets[next].arrived <= now)) {
      const auto& packet = trace.packets[next];
      if (packet.arrived) {
        const std::size_t at = next * frame % (speech.size() - frame);
        buffer.insert({speech.subspan(at, frame)}, Instant{*packet.arrived});
        sent.push_back(packet.sent);
      }
      ++next;
    }
    buffer.pull(out, Instant{now});
    busy += Clock::now() - begin;
    if (heard != nullptr) heard->insert(heard->end(), out.begin(), out.end());
    const auto position = static_cast<std::size_t>(buffer.played_until());
    for (; played < sent.size() && played * frame < position; ++played) {
      // Played within this block: where exactly, as far as the position tells.
      const double before = static_cast<double>(position - played * frame);
      const double into = std::max(0.0, 10.0 - before * 1'000 / config.rate_hz);
      delays.push_back(ms(now) + into - ms(sent[played] + fastest));
    }
  }

  const auto& stats = buffer.stats();
  TraceScore score;
  score.concealed_pct = percent(stats.concealed_samples, stats.total_samples_received);
  score.dropped_pct = percent(stats.dropped_samples, static_cast<std::uint64_t>(buffer.inserted()));
  score.stretched_pct =
      percent(stats.removed_samples_for_acceleration + stats.inserted_samples_for_deceleration,
              stats.total_samples_received);
  for (const double delay : delays) score.mean_ms += delay / static_cast<double>(delays.size());
  std::sort(delays.begin(), delays.end());
  if (!delays.empty()) score.p95_ms = delays[delays.size() * 95 / 100];
  score.interruptions = stats.interruptions;
  score.r_factor = r_factor(score.mean_ms, score.concealed_pct + score.dropped_pct);
  score.ns_per_20ms =
      static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(busy).count()) /
      static_cast<double>(trace.packets.size());
  return score;
}

Pcm speech_like(int rate_hz, int seconds, std::uint64_t seed) {
  Rng rng(seed);
  Pcm out;
  const auto total = static_cast<std::size_t>(rate_hz * seconds);
  double phase = 0;
  double low = 0;
  while (out.size() < total) {
    const std::uint64_t kind = rng.below(10);  // 6 voiced, 2 hisses, 2 pauses
    const double length = (kind < 6 ? 0.12 : 0.06) + rng.unit() * 0.2;
    const auto samples = static_cast<std::size_t>(length * rate_hz);
    const double pitch = 90 + rng.unit() * 120;
    const double glide = (rng.unit() - 0.5) * 30;
    const double loud = 2'000 + rng.unit() * 6'000;
    for (std::size_t i = 0; i < samples && out.size() < total; ++i) {
      const double at = static_cast<double>(i) / static_cast<double>(samples);
      const double shape = 4 * at * (1 - at);
      double value = 0;
      if (kind < 6) {
        phase += (pitch + glide * at) / rate_hz;
        phase -= std::floor(phase);
        for (int k = 1; k <= 12; ++k)
          value += std::sin(6.283185307 * k * phase) / (1 + std::abs(k - 4));
        value *= loud * shape;
      } else if (kind < 8) {
        value = (rng.unit() - 0.5) * loud * shape;
      } else {
        value = (rng.unit() - 0.5) * 8;
      }
      low += (value - low) * 0.7;
      out.push_back(static_cast<Sample>(std::clamp(low, -32'000.0, 32'000.0)));
    }
  }
  return out;
}

}  // namespace hookswitch::kit
