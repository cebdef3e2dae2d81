// A host that speaks sentence by sentence, faster than real time: nothing is missing, so nothing
// counts as concealed, whatever the speed, the size of its messages and its pauses.
#include "kit/bursting_host.hpp"

#include <gtest/gtest.h>

#include "kit/speech_source.hpp"
#include "phone_rig.hpp"

namespace hookswitch::phone {
namespace {

using kit::BurstPattern;

struct Heard {
  std::int64_t concealed;
  std::int64_t interruptions;
  std::int64_t received_ms;
  double mos;
};

/// What the phone reports of a host that sends as `pattern` says, each piece in one message or in
/// several of 20 ms.
Heard hear(std::string_view as, int rate_hz, const BurstPattern& pattern, bool in_frames = false) {
  Config config;
  config.playout = Playout::clock;
  config.facts.rate_hz = rate_hz;
  PhoneRig rig(as, config);
  rig.call();
  const int rate = rig.phone.carrier_rate_hz();
  const Pcm speech = kit::speech_like(rate, 40, 4);
  const Instant begin = rig.now;
  std::size_t sent = 0;
  for (const kit::BurstPiece& piece : kit::burst_arrivals(pattern)) {
    rig.run(begin + piece.arrives - rig.now);
    const auto size = static_cast<std::size_t>(samples_in(piece.length, rate));
    const auto message =
        in_frames ? static_cast<std::size_t>(samples_in(Micros{20'000}, rate)) : size;
    for (const std::size_t end = sent + size; sent < end; sent += message)
      rig.host_says(rig.host->write_audio(PcmView(speech).subspan(sent, message)));
  }
  rig.run(30s);
  const auto media = rig.report()["media"];
  const auto& jitter = media["jitter"];
  EXPECT_EQ(jitter["droppedSamples"], 0);
  return {jitter["concealedSamples"], jitter["interruptionCount"], media["received"]["audio_ms"],
          media["mos"]};
}

struct Wire {
  const char* as;
  int rate_hz;
};

class BurstingHosts : public testing::TestWithParam<Wire> {};

TEST_P(BurstingHosts, HaveNothingConcealedAndSoundAsGoodAsASteadyOne) {
  const Wire wire = GetParam();
  BurstPattern steady;
  steady.speed_percent = 100;
  steady.sentences = 5;
  const Heard wanted = hear(wire.as, wire.rate_hz, steady);
  int points = 0;
  for (const int speed : {300, 500, 700, 1'000})
    for (const int chunk : {20, 200, 2'000})
      for (const int pause : {100, 300, 500, 1'000, 3'000}) {
        BurstPattern pattern = steady;
        pattern.speed_percent = speed;
        pattern.chunk = Millis{chunk};
        pattern.pause = Millis{pause};
        // Either kind of pause with each of the others.
        pattern.after =
            points++ % 2 == 0 ? BurstPattern::PauseAfter::sent : BurstPattern::PauseAfter::played;
        const Heard heard = hear(wire.as, wire.rate_hz, pattern, points % 3 == 0);
        EXPECT_EQ(heard.received_ms, wanted.received_ms) << pattern.name();
        EXPECT_EQ(heard.concealed, 0) << pattern.name();
        EXPECT_EQ(heard.interruptions, 0) << pattern.name();
        EXPECT_NEAR(heard.mos, wanted.mos, 0.1) << pattern.name();
      }
}

TEST_P(BurstingHosts, AnOutageInTheMiddleOfASentenceIsStillOne) {
  const Wire wire = GetParam();
  for (const int speed : {300, 1'000})
    for (const int chunk : {20, 500})
      for (const int outage : {300, 1'000, 3'000})
        for (const int sentence : {0, 3}) {
          BurstPattern pattern;
          pattern.sentences = 6;
          pattern.speed_percent = speed;
          pattern.chunk = Millis{chunk};
          pattern.outage_in = sentence;
          pattern.outage = Millis{outage};
          const Heard heard = hear(wire.as, wire.rate_hz, pattern, sentence == 0);
          EXPECT_EQ(heard.interruptions, 1) << pattern.name();
          EXPECT_GT(heard.concealed, 0) << pattern.name();
        }
}

INSTANTIATE_TEST_SUITE_P(Wires, BurstingHosts,
                         testing::Values(Wire{"twilio", 0}, Wire{"vonage", 8'000},
                                         Wire{"vonage", 16'000}, Wire{"vonage", 24'000},
                                         Wire{"ucid", 0}, Wire{"ucid:waybeo", 0}));

}  // namespace
}  // namespace hookswitch::phone
