// What one 20 ms frame costs: G.711 both ways, resampling between telephone and agent rates,
// base64.
#include <benchmark/benchmark.h>
#include <speex/speex_resampler.h>

#include <string>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/codec/g722.hpp"
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

void g722_encode_20_ms(benchmark::State& state) {
  codec::G722Encoder encoder;
  const Pcm samples = noise(320);
  std::vector<std::uint8_t> out;
  for (auto _ : state) {
    out.clear();
    encoder.encode(samples, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(g722_encode_20_ms);

void g722_decode_20_ms(benchmark::State& state) {
  codec::G722Decoder decoder;
  const auto bytes = encoded(Encoding::pcmu, 160);
  Pcm out;
  for (auto _ : state) {
    out.clear();
    decoder.decode(bytes, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(g722_decode_20_ms);

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

// The peer: Debian's speexdsp, built for SSE, at the quality that has the same delay or one ms
// more.
void speexdsp_20_ms(benchmark::State& state) {
  const auto from = static_cast<spx_uint32_t>(state.range(0));
  const auto to = static_cast<spx_uint32_t>(state.range(1));
  SpeexResamplerState* const resampler = speex_resampler_init(1, from, to, 5, nullptr);
  const Pcm in = noise(from / 50);
  Pcm out(to / 50 + 1);
  for (auto _ : state) {
    auto taken = static_cast<spx_uint32_t>(in.size());
    auto given = static_cast<spx_uint32_t>(out.size());
    speex_resampler_process_int(resampler, 0, in.data(), &taken, out.data(), &given);
    benchmark::DoNotOptimize(out.data());
  }
  speex_resampler_destroy(resampler);
}

void rate_pairs(benchmark::internal::Benchmark* bench) {
  for (const auto& [low, high] :
       {std::pair{8'000, 16'000}, {8'000, 24'000}, {8'000, 48'000}, {16'000, 24'000}})
    bench->Args({low, high})->Args({high, low});
}
BENCHMARK(resample_20_ms)->Apply(rate_pairs);
BENCHMARK(speexdsp_20_ms)->Apply(rate_pairs);

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
