#include "hookswitch/wire/json_reader.hpp"
#include "sim/calls.hpp"

// Every call ends, once, within its bound, whatever the carrier omits.

namespace hookswitch::sim {
namespace {

TEST(HangUp, WithAStopMessageEndsTheCallWithinASecond) {
  World world(call_config("twilio", 8'000));
  converse(world, speech(8'000, "activated"));
  world.hang_up();
  const Instant said = world.now;
  world.run(5s);
  ASSERT_EQ(world.records.size(), 1u);
  EXPECT_EQ(world.records[0].end->cause, call::EndCause::carrier_stop);
  EXPECT_LE(world.record_at - said, 1s);
  EXPECT_TRUE(world.all_gone());
}

TEST(HangUp, WithoutStopEndsTheCallByTheClose) {
  World world(call_config("vonage", 16'000));
  converse(world, speech(16'000, "activated"));
  world.hang_up();
  const Instant said = world.now;
  world.run(5s);
  ASSERT_EQ(world.records.size(), 1u);
  EXPECT_EQ(world.records[0].end->cause, call::EndCause::carrier_closed);
  EXPECT_LE(world.record_at - said, 1s);
  EXPECT_TRUE(world.all_gone());
}

TEST(HangUp, WithNeitherStopNorCloseEndsTheCallWithinTwelveSecondsOfTheLastFrame) {
  World world(call_config("ucid:waybeo", 8'000));
  converse(world, speech(8'000, "activated"));
  world.hang_up();
  world.run(14s);
  ASSERT_EQ(world.records.size(), 1u);
  const record::Record& record = world.records[0];
  EXPECT_EQ(record.end->cause, call::EndCause::media_silence);
  EXPECT_LE(world.record_at - world.last_media_sent, 12s);
  EXPECT_GE(turns_of(record, record::TurnSpeaker::caller), 1);
  EXPECT_GE(turns_of(record, record::TurnSpeaker::agent), 1);
  EXPECT_TRUE(world.carrier_leg_closed);
  EXPECT_TRUE(world.agent_leg_closed);
  EXPECT_TRUE(world.all_gone());
  const auto report = *wire::read_object(world.phone_end->report_json);
  EXPECT_EQ(report["end"]["cause"], "hung_up");
  EXPECT_LE(report["host_closed_after_ms"].get<int>(), 12'000);
  EXPECT_EQ(report["oddities"], wire::Json::object());
}

TEST(HangUp, OfACarrierThatSaysStopAndLeavesTheSocketOpenClosesIt) {
  auto config = call_config("twilio", 8'000);
  config.phone.end_signals = carrier::EndSignals{.sends_stop = true, .closes_socket = false};
  World world(config);
  converse(world, speech(8'000, "activated"));
  world.hang_up();
  world.run(5s);
  EXPECT_TRUE(world.all_gone());
  ASSERT_EQ(world.records.size(), 1u);
  const auto report = *wire::read_object(world.phone_end->report_json);
  EXPECT_LE(report["host_closed_after_ms"].get<int>(), 1'000);
}

TEST(HangUp, IsNotNeededWhenTheNetworkDiesBothWays) {
  auto config = call_config("twilio", 8'000);
  config.to_bridge.cut = config.to_phone.cut = Instant{} + 4s;
  World world(config);
  converse(world, speech(8'000, "activated"));
  world.run(15s);
  ASSERT_EQ(world.records.size(), 1u);
  EXPECT_EQ(world.records[0].end->cause, call::EndCause::media_silence);
  EXPECT_LE(world.record_at - (Instant{} + 4s), 12s);
  EXPECT_TRUE(world.bridge_gone);
  EXPECT_FALSE(world.agent);

  EXPECT_FALSE(world.phone_end);  // the caller is not informed, hears silence and hangs up
  world.hang_up();
  world.run(16s);
  ASSERT_TRUE(world.phone_end);
  const auto report = *wire::read_object(world.phone_end->report_json);
  EXPECT_EQ(report["findings"][0]["name"], "host_never_closed");
}

TEST(HangUp, AtAnyMomentOfTheCallLeavesOneRecordAndNothingBehind) {
  const Pcm words = speech(8'000, "activated");
  for (Micros when{0}; when <= 4s; when += Micros{93'700}) {
    World world(call_config("twilio", 8'000));
    world.dial();
    world.run(std::min(when, Micros{500'000}));
    if (when > 500ms) {
      world.say(words);
      world.run(when - 500ms);
    }
    world.hang_up();
    world.run(15s);
    EXPECT_TRUE(world.phone_end) << when.count();
    EXPECT_FALSE(world.bridge) << when.count();
    EXPECT_FALSE(world.agent) << when.count();
    EXPECT_LE(world.records.size(), 1u) << when.count();
    // A socket that was closed before anything was said on it was no call.
    EXPECT_EQ(world.records.size(), world.facts > 0 ? 1u : 0u) << when.count();
  }
}

}  // namespace
}  // namespace hookswitch::sim
