// One media message, read and written, at both ends of each dialect; and what a JSON document of
// the same Twilio message costs, as the yardstick.
#include <benchmark/benchmark.h>

#include "hookswitch/carrier/dialect_table.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {
namespace {

/// 20 ms of something speech-like in amplitude: noise of -12 dB at most.
Pcm noise(std::size_t samples) {
  Rng rng(1);
  Pcm pcm(samples);
  for (Sample& sample : pcm)
    sample = static_cast<Sample>(static_cast<int>(rng.below(16'384)) - 8'192);
  return pcm;
}

/// Both ends of a call that has started.
struct Call {
  explicit Call(Dialect dialect) {
    const DialectProfile which{dialect, ""};
    carrier = make_carrier_end(which, {}, rng);
    host = make_host_end(which);
    for (const wire::Frame& frame : carrier->write_opening()) (void)host->read(frame.view());
    audio = noise(
        static_cast<std::size_t>(samples_in(carrier->traits().frame, carrier->format().rate_hz)));
  }
  Rng rng{1};
  std::unique_ptr<CarrierEnd> carrier;
  std::unique_ptr<HostEnd> host;
  Pcm audio;
};

void host_reads_media(benchmark::State& state, Dialect dialect) {
  Call call(dialect);
  const wire::Frame frame = call.carrier->write_media(call.audio, Micros{0});
  for (auto _ : state) benchmark::DoNotOptimize(call.host->read(frame.view()));
}

void host_writes_audio(benchmark::State& state, Dialect dialect) {
  Call call(dialect);
  for (auto _ : state) benchmark::DoNotOptimize(call.host->write_audio(call.audio));
}

void carrier_reads_audio(benchmark::State& state, Dialect dialect) {
  Call call(dialect);
  // ucid drops repeated ids: more different packets than its window, read round and round.
  std::vector<wire::Frame> frames;
  for (int i = 0; i < (dialect == Dialect::ucid ? 3'001 : 1); ++i)
    frames.push_back(call.host->write_audio(call.audio));
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(call.carrier->read(frames[next].view()));
    next = next + 1 == frames.size() ? 0 : next + 1;
  }
}

void carrier_writes_media(benchmark::State& state, Dialect dialect) {
  Call call(dialect);
  Micros at{0};
  for (auto _ : state)
    benchmark::DoNotOptimize(call.carrier->write_media(call.audio, at += Micros{20'000}));
}

/// The yardstick: the library's own parser on the Twilio message, without a look at the fields.
void nlohmann_parses_twilio_media(benchmark::State& state) {
  Call call(Dialect::twilio);
  const wire::Frame frame = call.carrier->write_media(call.audio, Micros{0});
  for (auto _ : state) benchmark::DoNotOptimize(wire::Json::parse(frame.payload, nullptr, false));
}
BENCHMARK(nlohmann_parses_twilio_media);

#define HOOKSWITCH_PER_DIALECT(function)                     \
  BENCHMARK_CAPTURE(function, twilio_20ms, Dialect::twilio); \
  BENCHMARK_CAPTURE(function, vonage_20ms, Dialect::vonage); \
  BENCHMARK_CAPTURE(function, ucid_10ms, Dialect::ucid)
HOOKSWITCH_PER_DIALECT(host_reads_media);
HOOKSWITCH_PER_DIALECT(host_writes_audio);
HOOKSWITCH_PER_DIALECT(carrier_reads_audio);
HOOKSWITCH_PER_DIALECT(carrier_writes_media);

}  // namespace
}  // namespace hookswitch::carrier
