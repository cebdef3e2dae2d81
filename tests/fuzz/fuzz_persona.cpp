// A built-in agent of every dialect against any client. The first line is "NAME N": dialect
// and persona. Each line of the rest is one frame, except: "!" is what our own client says first, "@n" lets n
// milliseconds pass, "~n" appends n milliseconds of noise, "_n" of silence, "#" closes.
//
// Checked: every frame is one JSON object; turns begin and end in turn; no deadline lies in the
// past; after a close nothing is said; our own client end can read all of it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hookswitch/base/check.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "kit/seed.hpp"

namespace {

using namespace hookswitch;
using namespace hookswitch::persona;

struct Run {
  AgentHost host;
  std::unique_ptr<agent::ClientEnd> client;
  agent::AgentReading reading{};
  Instant now{};
  Rng rng{1};
  bool closed = false;
  bool responding = false;

  void drain() {
    while (const auto output = host.poll()) {
      HS_CHECK(!closed);
      if (std::holds_alternative<Noticed>(*output)) continue;
      const auto* out = std::get_if<SendFrame>(&*output);
      if (out == nullptr) {
        closed = true;
        continue;
      }
      const auto event = nlohmann::json::parse(out->frame.payload, nullptr, false);
      HS_CHECK(event.is_object());
      HS_CHECK(client->read(out->frame.view(), reading).has_value());
      for (const agent::AgentMessage& message : reading.messages) {
        if (std::holds_alternative<agent::TurnStarted>(message))
          HS_CHECK(!std::exchange(responding, true));
        if (std::holds_alternative<agent::AgentAudio>(message)) HS_CHECK(responding);
        if (std::holds_alternative<agent::TurnDone>(message))
          HS_CHECK(std::exchange(responding, false));
      }
    }
    HS_CHECK(!to_json(host.report(now)).empty());
    const auto deadline = host.next_deadline();
    HS_CHECK(!deadline || (*deadline > now && !closed));
  }

  void frame(std::string_view payload) {
    const std::vector<char> exact(payload.begin(), payload.end());
    host.handle(FrameIn{{wire::Opcode::text, {exact.data(), exact.size()}}}, now);
    drain();
  }

  void audio(std::size_t ms, bool loud) {
    Pcm samples(ms * static_cast<std::size_t>(client->input_format().rate_hz) / 1'000);
    if (loud)
      for (auto& sample : samples)
        sample = static_cast<Sample>(static_cast<int>(rng.below(11'000)) - 5'500);
    frame(client->append_audio(samples).payload);
  }

  void step(std::string_view line) {
    const auto number = [&](std::uint64_t most) {
      const std::string digits(line.substr(1, 6));
      return std::min<std::uint64_t>(std::strtoul(digits.c_str(), nullptr, 10), most);
    };
    switch (line.empty() ? ' ' : line[0]) {
      case '!': {
        agent::Replies opening;
        client->open(opening);
        for (const wire::Frame& each : opening) frame(each.payload);
        return;
      }
      case '@':
        now += Millis{static_cast<std::int64_t>(number(60'000))};
        host.handle(Tick{}, now);
        return drain();
      case '~':
        return audio(number(600), true);
      case '_':
        return audio(number(600), false);
      case '#':
        host.handle(Closed{}, now);
        drain();
        closed = true;
        return;
      default:
        return frame(line);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4'096) return 0;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto [chosen, number] = hookswitch::kit::choose(
      agent::all_dialects(), [](const agent::AgentDialect& one) { return one.name; }, text);
  const agent::AgentDialect& dialect = *chosen;
  const auto persona = static_cast<Persona>(number % 3);
  Run run{AgentHost({&dialect, persona, 3}, Instant{}),
          dialect.make_client({&dialect, "ws://agent", "m", ""}, agent::usual_session(dialect))};
  run.host.handle(Opened{}, run.now);
  run.drain();
  int steps = 0;
  for (std::size_t at = 0; at < text.size() && ++steps < 40;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    run.step(text.substr(at, end - at));
    at = end + 1;
  }
  return 0;
}
