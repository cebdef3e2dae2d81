#include <benchmark/benchmark.h>

#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/jitter/pitch.hpp"

namespace hookswitch::jitter {
namespace {

Pcm sawtooth(std::size_t samples) {
  Pcm out(samples);
  for (std::size_t i = 0; i < samples; ++i)
    out[i] = static_cast<Sample>(static_cast<int>(i % 67) * 200 - 6'700);
  return out;
}

/// One packet of 20 ms in, two blocks of 10 ms out, on a steady link.
void insert_and_pull_20_ms(benchmark::State& state) {
  const int rate = static_cast<int>(state.range(0));
  JitterBuffer::Config config;
  config.rate_hz = rate;
  JitterBuffer buffer(config);
  const Pcm audio = sawtooth(static_cast<std::size_t>(rate / 50));
  Pcm out(static_cast<std::size_t>(rate / 100));
  Instant now{};
  for (auto _ : state) {
    buffer.insert({audio}, now);
    buffer.pull(out, now);
    buffer.pull(out, now + 10ms);
    now += 20ms;
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(insert_and_pull_20_ms)->Arg(8'000)->Arg(16'000)->Arg(24'000);

/// The dearest thing the buffer does.
void find_one_pitch(benchmark::State& state) {
  const int rate = static_cast<int>(state.range(0));
  const Pcm audio = sawtooth(2 * longest_period(rate));
  for (auto _ : state) benchmark::DoNotOptimize(find_pitch(audio, rate));
}
BENCHMARK(find_one_pitch)->Arg(8'000)->Arg(16'000)->Arg(24'000);

}  // namespace
}  // namespace hookswitch::jitter
