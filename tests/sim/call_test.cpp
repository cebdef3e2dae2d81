#include <algorithm>

#include "hookswitch/wire/json_reader.hpp"
#include "kit/audio_compare.hpp"
#include "sim/calls.hpp"

namespace hookswitch::sim {
namespace {

struct Kind {
  const char* as;
  int rate_hz;
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.as << " " << kind.rate_hz; }

struct EveryKindOfCall : testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Call, EveryKindOfCall,
                         testing::Values(Kind{"twilio", 8'000}, Kind{"vonage", 8'000},
                                         Kind{"vonage", 16'000}, Kind{"vonage", 24'000},
                                         Kind{"ucid", 8'000}, Kind{"ucid", 16'000},
                                         Kind{"ucid:waybeo", 8'000}),
                         [](const auto& test) {
                           std::string name = test.param.as;
                           std::replace(name.begin(), name.end(), ':', '_');
                           return name + "_" + std::to_string(test.param.rate_hz);
                         });

TEST_P(EveryKindOfCall, IsSaidBackByTheParrotAndEndsWithOneRecord) {
  World world(call_config(GetParam().as, GetParam().rate_hz));
  const Pcm words = speech(GetParam().rate_hz);
  converse(world, words);

  const auto heard = kit::align(words, world.heard);
  EXPECT_GT(heard.ncc, 0.9);
  RecordProperty("ncc", std::to_string(heard.ncc));
  std::printf("[ parrot   ] %s %d Hz: ncc %.4f, answered after %.0f ms\n", GetParam().as,
              GetParam().rate_hz, heard.ncc,
              static_cast<double>(heard.lag) * 1e3 / GetParam().rate_hz - 500 -
                  static_cast<double>(words.size()) * 1e3 / GetParam().rate_hz);
  EXPECT_TRUE(world.records.empty());
  EXPECT_GE(count(world, "hearing"), 1);

  world.hang_up();
  world.run(13s);
  EXPECT_TRUE(world.all_gone());
  EXPECT_TRUE(world.carrier_leg_closed);
  EXPECT_TRUE(world.agent_leg_closed);
  ASSERT_EQ(world.records.size(), 1u);
  const record::Record& record = world.records[0];
  ASSERT_TRUE(record.end);
  EXPECT_TRUE(record.at(record::Milestone::started));
  EXPECT_TRUE(record.at(record::Milestone::first_media_in));
  EXPECT_TRUE(record.at(record::Milestone::agent_ready));
  EXPECT_TRUE(record.at(record::Milestone::first_audio_out));
  EXPECT_GE(turns_of(record, record::TurnSpeaker::caller), 1);
  EXPECT_GE(turns_of(record, record::TurnSpeaker::agent), 1);
  EXPECT_GT(world.facts, 5u);

  ASSERT_TRUE(world.phone_end);
  EXPECT_FALSE(world.phone_end->failed);
  const auto report = *wire::read_object(world.phone_end->report_json);
  EXPECT_EQ(report["host_call_id"], record.created.id);
  EXPECT_EQ(report["oddities"], wire::Json::object());
  EXPECT_EQ(report["findings"], wire::Json::array());
}

TEST_P(EveryKindOfCall, LivesTheSameLifeTwice) {
  const auto live = [] {
    World world(call_config(GetParam().as, GetParam().rate_hz));
    converse(world, speech(GetParam().rate_hz, "activated"));
    world.hang_up();
    world.run(13s);
    return std::pair(world.heard, world.phone_end ? world.phone_end->report_json : "");
  };
  EXPECT_EQ(live(), live());
}

TEST(Call, IsClearedWhenTheCallerBargesIn) {
  World world(call_config("twilio", 8'000));
  const Pcm words = speech(8'000);
  world.dial();
  world.run(500ms);
  world.say(words);
  const auto length = duration_of(static_cast<std::int64_t>(words.size()), 8'000);
  world.run(length + 1'700ms);  // the parrot is speaking
  ASSERT_EQ(count(world, "hearing"), 1);
  ASSERT_EQ(count(world, "clear"), 0);
  world.say(speech(8'000, "activated"));
  world.run(800ms);
  EXPECT_EQ(count(world, "clear"), 1);

  world.run(6s);
  world.hang_up();
  world.run(3s);
  ASSERT_EQ(world.records.size(), 1u);
  const auto& transcript = world.records[0].transcript;
  const auto cut = std::find_if(transcript.begin(), transcript.end(),
                                [](const auto& turn) { return turn.interrupted; });
  ASSERT_NE(cut, transcript.end());
  EXPECT_EQ(cut->speaker, record::TurnSpeaker::agent);
  ASSERT_TRUE(cut->heard_ms);
  EXPECT_GT(*cut->heard_ms, 300);
  EXPECT_LT(*cut->heard_ms, to_ms(length));
  EXPECT_EQ(turns_of(world.records[0], record::TurnSpeaker::caller), 2);
}

TEST(Call, WhoseAgentCannotBeReachedEndsAndSaysSo) {
  auto config = call_config("twilio", 8'000);
  config.agent_answers = false;
  World world(config);
  world.dial();
  world.run(20s);
  EXPECT_TRUE(world.all_gone());
  ASSERT_EQ(world.records.size(), 1u);
  EXPECT_EQ(world.records[0].end->cause, call::EndCause::agent_unreachable);
  const auto report = *wire::read_object(world.phone_end->report_json);
  EXPECT_EQ(report["end"]["name"], "host_closed");
}

TEST(Call, WithASilentAgentReportsThatNothingWasHeard) {
  auto config = call_config("twilio", 8'000);
  config.persona.persona = persona::Persona::silent;
  World world(config);
  converse(world, speech(8'000, "activated"));
  world.run(3s);
  world.hang_up();
  world.run(3s);
  EXPECT_TRUE(world.all_gone());
  const auto report = *wire::read_object(world.phone_end->report_json);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["name"], "nothing_heard");
  ASSERT_EQ(world.records.size(), 1u);
  ASSERT_EQ(world.records[0].diagnosis.size(), 1u);
  EXPECT_EQ(world.records[0].diagnosis[0].code, Errc::agent_silent) << "in the record too";
}

}  // namespace
}  // namespace hookswitch::sim
