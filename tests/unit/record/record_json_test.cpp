#include "hookswitch/record/record_json.hpp"

#include <gtest/gtest.h>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::record {
namespace {

using call::EndCause;

Record example() {
  Record record;
  record.apply(CreatedFact{"0190", "ucid", "waybeo", 1'795'000'000'000, ""});
  record.apply(MilestoneFact{Milestone::answered, 120});
  record.apply(MilestoneFact{Milestone::started, 250});
  record.apply(TurnFact{900, "a", TurnSpeaker::agent, "second", true, 300});
  record.apply(TurnFact{400, "u", TurnSpeaker::caller, "first", false, {}});
  record.apply(EndedFact{12'120, EndCause::media_silence, "", {}});
  record.apply(DiagnosisFact{Errc::media_silence, "ended at 12120 ms"});
  return record;
}

wire::Json parsed(const Record& record) {
  auto json = wire::read_object(record_to_json(record));
  EXPECT_TRUE(json);
  return json ? *json : wire::Json();
}

TEST(RecordJson, TimesAreRfc3339AndDurationsAreMilliseconds) {
  const wire::Json json = parsed(example());
  EXPECT_EQ(json["created_at"], "2026-11-18T11:06:40.000Z");
  EXPECT_EQ(json["answered_at"], "2026-11-18T11:06:40.120Z");
  EXPECT_EQ(json["ended_at"], "2026-11-18T11:06:52.120Z");
  EXPECT_EQ(json["duration_ms"], 12'000);
}

TEST(RecordJson, TheEndNamesItsCauseItsCodeAndWhoItWas) {
  const wire::Json json = parsed(example());
  EXPECT_EQ(json["state"], "ended");
  EXPECT_EQ(json["end"]["cause"], "media_silence");
  EXPECT_EQ(json["end"]["code"], 2004);
  EXPECT_EQ(json["end"]["by"], "bridge");
}

TEST(RecordJson, ALiveCallHasNoEnd) {
  Record record;
  const wire::Json json = *wire::read_object(record_to_json(record, RecordOf::live_call));
  EXPECT_EQ(json["state"], "created");
  EXPECT_TRUE(json["end"].is_null());
  EXPECT_TRUE(json["ended_at"].is_null());
  EXPECT_TRUE(json["duration_ms"].is_null());
}

TEST(RecordJson, ACallIsEndingUntilItsRecordIsFinal) {
  Record record;
  const auto state = [&record](RecordOf which) {
    return (*wire::read_object(record_to_json(record, which)))["state"].get<std::string>();
  };
  record.apply(MilestoneFact{Milestone::socket_opened, 1});
  EXPECT_EQ(state(RecordOf::live_call), "answered");
  record.apply(MilestoneFact{Milestone::started, 2});
  EXPECT_EQ(state(RecordOf::live_call), "streaming");
  record.apply(EndedFact{3, EndCause::carrier_stop, {}, {}});
  EXPECT_EQ(state(RecordOf::live_call), "ending");
  EXPECT_EQ(state(RecordOf::ended_call), "ended");
}

TEST(RecordJson, EveryMilestoneIsThereOrMissing) {
  const wire::Json milestones = parsed(example())["milestones"];
  ASSERT_EQ(milestones.size(), static_cast<std::size_t>(Milestone::count));
  EXPECT_EQ(milestones[0]["at_ms"], 120);
  EXPECT_EQ(milestones[1]["missing"], true);
  EXPECT_FALSE(milestones[1].contains("at_ms"));
}

TEST(RecordJson, TurnsAreInTheOrderInWhichTheyWereSpoken) {
  const wire::Json turns = parsed(example())["transcript"];
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0]["text"], "first");
  EXPECT_TRUE(turns[0]["heard_ms"].is_null());
  EXPECT_EQ(turns[1]["heard_ms"], 300);
  EXPECT_EQ(turns[1]["interrupted"], true);
}

TEST(RecordJson, ADiagnosisCarriesTheCataloguesWords) {
  const wire::Json finding = parsed(example())["diagnosis"][0];
  EXPECT_EQ(finding["code"], 2004);
  EXPECT_EQ(finding["title"], std::string(info(Errc::media_silence).title));
  EXPECT_EQ(finding["remedy"], std::string(info(Errc::media_silence).remedy));
  EXPECT_EQ(finding["evidence"], "ended at 12120 ms");
}

TEST(RecordJson, TheCallersAudioIsRatedByItsLatenessOrNotAtAll) {
  Record record = example();
  EXPECT_TRUE(parsed(record)["media"]["mos"].is_null());
  MediaFact media;
  media.in.frames = 50;
  media.jitter.p95_ms = 14;
  record.apply(media);
  EXPECT_EQ(parsed(record)["media"]["mos"], 4.38);
  media.jitter.p95_ms = 450;  // half a second from mouth to ear
  record.apply(media);
  EXPECT_EQ(parsed(record)["media"]["mos"], 2.35);
}

TEST(RecordJson, TheFieldsOfTheSchemaAreAllThereInOrder) {
  const auto json = nlohmann::ordered_json::parse(record_to_json(example()));
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) names.push_back(name);
  EXPECT_EQ(
      names,
      (std::vector<std::string>{
          "id",         "schema",      "state",        "follows",  "carrier",          "agent",
          "created_at", "answered_at", "streaming_at", "ended_at", "duration_ms",      "talk_ms",
          "end",        "hang_up",     "milestones",   "timeline", "timeline_dropped", "transcript",
          "tools",      "media",       "recording",    "diagnosis"}));
}

TEST(RecordJson, ItIsOneLineOfAsciiWhateverWasSaid) {
  Record record = example();
  record.apply(TurnFact{1, "x", TurnSpeaker::caller, "na\xC3\xAFve\n\xFF\xFE", false, {}});
  for (const char c : record_to_json(record)) {
    EXPECT_GE(c, 0x20);
    EXPECT_LT(static_cast<unsigned char>(c), 0x7F);
  }
}

}  // namespace
}  // namespace hookswitch::record
