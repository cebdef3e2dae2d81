// One media message of 20 ms, read and written, at both ends of each dialect; and what a JSON
// document of the same message costs, as the yardstick.
#include <benchmark/benchmark.h>

#include "hookswitch/carrier/all.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {
namespace {

constexpr Micros k20Ms{20'000};

/// Something speech-like in amplitude: noise of -12 dB at most.
Pcm noise(std::size_t samples, Rng& rng) {
  Pcm pcm(samples);
  for (Sample& sample : pcm)
    sample = static_cast<Sample>(static_cast<int>(rng.below(16'384)) - 8'192);
  return pcm;
}

/// Both ends of a call that has started.
struct Call {
  explicit Call(const char* name) {
    const CarrierDialect& dialect = *dialect_from_name(name);
    carrier = dialect.make_carrier({}, rng);
    host = dialect.make_host();
    CarrierReading heard;
    HostReading said;
    for (const wire::Frame& frame : carrier->write_opening()) {
      (void)host->read(frame.view(), heard);
      for (const wire::Frame& reply : heard.replies) (void)carrier->read(reply.view(), said);
    }
  }
  PcmView next_audio() {
    audio =
        noise(static_cast<std::size_t>(samples_in(k20Ms, carrier->caller_format().rate_hz)), rng);
    return audio;
  }
  Rng rng{1};
  std::unique_ptr<CarrierEnd> carrier;
  std::unique_ptr<HostEnd> host;
  Pcm audio;
};

/// Reads different messages round and round, more than a processor learns by heart.
template <class Message, class End>
void read_all(benchmark::State& state, End& end, const std::vector<wire::Frame>& frames) {
  std::size_t next = 0;
  wire::Reading<Message> reading;
  for (auto _ : state) {
    benchmark::DoNotOptimize(end.read(frames[next].view(), reading));
    benchmark::DoNotOptimize(reading.messages.data());
    next = next + 1 == frames.size() ? 0 : next + 1;
  }
}

void host_reads_media(benchmark::State& state, const char* dialect) {
  Call call(dialect);
  std::vector<wire::Frame> frames;
  for (int i = 0; i < 500; ++i)
    frames.push_back(call.carrier->write_media(call.next_audio(), i * k20Ms));
  read_all<CarrierMessage>(state, *call.host, frames);
}

void host_writes_audio(benchmark::State& state, const char* dialect) {
  Call call(dialect);
  const PcmView audio = call.next_audio();
  wire::Frame frame;
  for (auto _ : state) {
    call.host->write_audio(audio, frame);
    benchmark::DoNotOptimize(frame.payload.data());
  }
}

void carrier_reads_audio(benchmark::State& state, const char* dialect) {
  Call call(dialect);
  // ucid drops repeated ids: more packets than its window.
  std::vector<wire::Frame> frames;
  for (int i = 0; i < 3'001; ++i) frames.push_back(call.host->write_audio(call.next_audio()));
  read_all<HostMessage>(state, *call.carrier, frames);
}

void carrier_writes_media(benchmark::State& state, const char* dialect) {
  Call call(dialect);
  const PcmView audio = call.next_audio();
  Micros at{0};
  wire::Frame frame;
  for (auto _ : state) {
    call.carrier->write_media(audio, at += k20Ms, frame);
    benchmark::DoNotOptimize(frame.payload.data());
  }
}

/// The yardstick: the library's own parser, without a look at the fields.
void nlohmann_parses_media(benchmark::State& state, const char* dialect) {
  Call call(dialect);
  const wire::Frame frame = call.carrier->write_media(call.next_audio(), Micros{0});
  for (auto _ : state) benchmark::DoNotOptimize(wire::Json::parse(frame.payload, nullptr, false));
}
BENCHMARK_CAPTURE(nlohmann_parses_media, twilio_20ms, "twilio");
BENCHMARK_CAPTURE(nlohmann_parses_media, ucid_20ms, "ucid");

#define HOOKSWITCH_PER_DIALECT(function)              \
  BENCHMARK_CAPTURE(function, twilio_20ms, "twilio"); \
  BENCHMARK_CAPTURE(function, vonage_20ms, "vonage"); \
  BENCHMARK_CAPTURE(function, ucid_20ms, "ucid")
HOOKSWITCH_PER_DIALECT(host_reads_media);
HOOKSWITCH_PER_DIALECT(host_writes_audio);
HOOKSWITCH_PER_DIALECT(carrier_reads_audio);
HOOKSWITCH_PER_DIALECT(carrier_writes_media);

}  // namespace
}  // namespace hookswitch::carrier
