// What one 20 ms frame costs: G.711 both ways, resampling between telephone and agent rates,
// base64.
#include <benchmark/benchmark.h>

#include <string>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/codec/media_format.hpp"

namespace hookswitch {
namespace {

using codec::Encoding;

Pcm noise(std::size_t samples) {
  Rng rng(1);
  Pcm audio(samples);
  for (auto& sample : audio) sample = static_cast<Sample>(rng.next());
  return audio;
}

std::vector<std::uint8_t> encoded(Encoding encoding, std::size_t samples) {
  std::vector<std::uint8_t> bytes;
  codec::encode(encoding, noise(samples), bytes);
  return bytes;
}

void decode_20_ms(benchmark::State& state, Encoding encoding) {
  const auto bytes = encoded(encoding, 160);
  Pcm out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(codec::decode(encoding, bytes, out));
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK_CAPTURE(decode_20_ms, pcmu, Encoding::pcmu);
BENCHMARK_CAPTURE(decode_20_ms, pcma, Encoding::pcma);
BENCHMARK_CAPTURE(decode_20_ms, l16_big, Encoding::l16_big);

void encode_20_ms(benchmark::State& state, Encoding encoding) {
  const Pcm samples = noise(160);
  std::vector<std::uint8_t> out;
  for (auto _ : state) {
    out.clear();
    codec::encode(encoding, samples, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK_CAPTURE(encode_20_ms, pcmu, Encoding::pcmu);
BENCHMARK_CAPTURE(encode_20_ms, pcma, Encoding::pcma);
BENCHMARK_CAPTURE(encode_20_ms, l16_big, Encoding::l16_big);

void resample_20_ms(benchmark::State& state) {
  const int from = static_cast<int>(state.range(0));
  Resampler resampler(from, static_cast<int>(state.range(1)));
  const Pcm in = noise(static_cast<std::size_t>(from / 50));
  Pcm out;
  for (auto _ : state) {
    out.clear();
    resampler.process(in, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(resample_20_ms)->Args({8'000, 24'000})->Args({24'000, 8'000});

void base64_encode_160_bytes(benchmark::State& state) {
  const auto bytes = encoded(Encoding::pcmu, 160);
  std::string out;
  for (auto _ : state) {
    out.clear();
    base64_append(bytes, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(base64_encode_160_bytes);

void base64_decode_160_bytes(benchmark::State& state) {
  std::string text;
  base64_append(encoded(Encoding::pcmu, 160), text);
  std::vector<std::uint8_t> out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(base64_decode(text, out));
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(base64_decode_160_bytes);

}  // namespace
}  // namespace hookswitch
