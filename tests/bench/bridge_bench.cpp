// One live call per 20 ms, both directions: a caller's frame in, the agent's frame out. This is
// what a bridge does 50 times a second for every call, without sockets and without the store.
#include <benchmark/benchmark.h>

#include <memory>

#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/carrier/all.hpp"

namespace hookswitch::bridge {
namespace {

struct Talking {
  Talking(std::string_view dialect, AgentAudio audio) : bridge(configured(dialect, audio), now) {
    phone = carrier::dialect_from_name(dialect)->make_carrier({}, rng);
    agent = agent::usual_dialect().make_server(rng, {});
    handle(CarrierOpened{});
    for (const wire::Frame& frame : phone->write_opening()) handle(CarrierFrame{frame.view()});
    handle(AgentOpened{});
    agent->open(replies);
    while (!replies.empty()) {
      const agent::Replies said = std::exchange(replies, {});
      for (const wire::Frame& frame : said) handle(AgentFrame{frame.view()});
    }
    agent->begin_response(replies);
    for (const wire::Frame& frame : std::exchange(replies, {})) handle(AgentFrame{frame.view()});

    const auto noise = [this](std::size_t samples) {
      Pcm pcm(samples);
      for (Sample& sample : pcm)
        sample = static_cast<Sample>(static_cast<int>(rng.below(16'384)) - 8'192);
      return pcm;
    };
    caller = phone->write_media(noise(static_cast<std::size_t>(samples_in(
                                    phone->traits().caller_frame, phone->caller_format().rate_hz))),
                                Micros{0});
    // An agent's delta is 200 ms long.
    agent->response_audio(
        noise(static_cast<std::size_t>(samples_in(200ms, agent->output_format().rate_hz))),
        replies);
    answer = std::exchange(replies, {});
  }

  static Config configured(std::string_view dialect, AgentAudio audio) {
    Config config;
    config.carrier = carrier::dialect_from_name(dialect);
    config.agent.url = "ws://agent.invalid";
    config.agent_audio = audio;
    config.bounds.longest_call = Millis{1'000'000'000};
    return config;
  }

  void handle(const Input& input) {
    bridge.handle(input, now);
    while (auto output = bridge.poll()) {
      auto* const send = std::get_if<SendFrame>(&*output);
      if (send == nullptr) continue;
      ++(send->leg == Leg::carrier ? to_carrier : to_agent);
      bytes += send->frame.payload.size();
      if (send->leg == Leg::agent && !answering) {
        (void)agent->read(send->frame.view(), reading);
        for (wire::Frame& reply : reading.replies) replies.push_back(std::move(reply));
      }
      bridge.handle(Sent{send->leg, 1}, now);
    }
  }

  void twenty_ms() {
    now += 20ms;
    for (Micros said{0}; said < 20ms; said += phone->traits().caller_frame)
      handle(CarrierFrame{caller.view()});
    if (++frames % 10 == 0)
      for (const wire::Frame& frame : answer) handle(AgentFrame{frame.view()});
    handle(Tick{});
  }

  Instant now{Micros{1'000'000}};
  Rng rng{1};
  Bridge bridge;
  std::unique_ptr<carrier::CarrierEnd> phone;
  std::unique_ptr<agent::ServerEnd> agent;
  agent::ClientReading reading;
  agent::Replies replies;
  wire::Frame caller;
  std::vector<wire::Frame> answer;
  bool answering = false;
  std::int64_t frames = 0, to_carrier = 0, to_agent = 0;
  std::size_t bytes = 0;
};

void one_call_per_20_ms(benchmark::State& state, std::string_view dialect, AgentAudio audio) {
  Talking call(dialect, audio);
  call.answering = true;
  call.to_carrier = call.to_agent = call.frames = 0;
  for (auto _ : state) call.twenty_ms();
  // A call that has quietly ended would look very fast.
  if (call.to_agent < call.frames || call.to_carrier < call.frames - 20)
    state.SkipWithError("the call does not flow both ways");
  state.SetBytesProcessed(static_cast<std::int64_t>(call.bytes));
}

BENCHMARK_CAPTURE(one_call_per_20_ms, twilio_to_pcm_24k, "twilio", AgentAudio::pcm);
BENCHMARK_CAPTURE(one_call_per_20_ms, twilio_to_pcmu, "twilio", AgentAudio::automatic);
BENCHMARK_CAPTURE(one_call_per_20_ms, vonage_to_pcm_24k, "vonage", AgentAudio::automatic);
BENCHMARK_CAPTURE(one_call_per_20_ms, ucid_to_pcm_24k, "ucid", AgentAudio::automatic);

}  // namespace
}  // namespace hookswitch::bridge
