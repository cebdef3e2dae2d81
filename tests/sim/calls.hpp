#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/wav.hpp"
#include "hookswitch/carrier/all.hpp"
#include "kit/world.hpp"

namespace hookswitch::sim {

using kit::World;

/// Human telephone speech without a pause that a listener would take for the end of a turn.
inline Pcm speech(int rate_hz, std::string_view name = "tt-weasels") {
  std::ifstream file(std::string(HOOKSWITCH_SPEECH_DIR) + "/" + std::string(name) + ".wav",
                     std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = read_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  EXPECT_TRUE(wav) << "no speech in " << HOOKSWITCH_SPEECH_DIR;
  Pcm out;
  if (!wav) return out;
  Resampler resampler(wav->rate_hz, rate_hz);
  resampler.process(wav->samples, out);
  return out;
}

/// A call of `as` at `rate_hz` (0: the dialect's default), the device at the carrier's rate.
inline World::Config call_config(std::string_view as, int rate_hz = 0) {
  World::Config config;
  const auto* const dialect = carrier::dialect_from_name(as);
  config.phone.as = dialect;
  config.phone.facts.rate_hz = rate_hz;
  config.phone.device_rate_hz = rate_hz != 0 ? rate_hz : dialect->rates_hz.front();
  config.phone.playout = phone::Playout::clock;
  config.phone.seed = 7;
  config.phone.clock.unix_ms = 1'790'000'000'000;
  config.bridge.carrier = dialect;
  config.bridge.agent.url = "ws://agent";
  config.bridge.seed = 8;
  config.bridge.clock = config.phone.clock;
  config.persona.seed = 9;
  config.to_bridge.seed = 1;
  config.to_phone.seed = 2;
  return config;
}

/// Dial, speak, listen to the parrot to its end.
inline void converse(World& world, PcmView words) {
  world.dial();
  world.run(500ms);
  world.say(words);
  const auto length =
      duration_of(static_cast<std::int64_t>(words.size()), world.phone.carrier_rate_hz());
  world.run(length * 2 + 3s);
}

inline int count(const World& world, std::string_view event) {
  int found = 0;
  for (const auto& e : world.phone_events) found += e.name == event;
  return found;
}

inline int turns_of(const record::Record& record, record::TurnSpeaker speaker) {
  int found = 0;
  for (const auto& turn : record.transcript) found += turn.speaker == speaker;
  return found;
}

}  // namespace hookswitch::sim
