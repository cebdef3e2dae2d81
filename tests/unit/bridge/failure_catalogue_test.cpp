// Rows of the failure catalogue, as far as they are the bridge's to survive. Each test is named
// after its row.
#include <gtest/gtest.h>

#include <algorithm>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

int count(const record::Record& record, std::string_view event) {
  return static_cast<int>(
      std::count_if(record.timeline.begin(), record.timeline.end(),
                    [event](const record::EventFact& fact) { return fact.event == event; }));
}

const record::TurnFact* turn(const CallRig& rig, std::string_view text) {
  for (const record::TurnFact& said : rig.record->transcript)
    if (said.text == text) return &said;
  return nullptr;
}

TEST(F4, AfterTheAgentsGoodbyeTheBridgeHangsUpOnCarriersThatKnowHow) {
  CallRig rig(CallRig::of("ucid"));
  rig.up();
  rig.agent_begins();
  rig.agent_audio(500ms);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.speak(5s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_EQ(rig.hang_ups, 1);
  EXPECT_GE(rig.record->end->at_ms, 500);
  EXPECT_LE(rig.record->end->at_ms, 800);
}

TEST(F5, AHangUpRequestAfterTheCallerLeftIsOnlyNoted) {
  CallRig rig;
  rig.up();
  rig.store_works = false;
  rig.caller_is_heard();  // keeps the record open for the last words
  rig.close_carrier(1000);
  rig.input(HangUpRequest{"by hand"});
  rig.run(3s);
  EXPECT_EQ(rig.record->end->cause, EndCause::carrier_closed);
  EXPECT_EQ(count(*rig.record, "hang_up_request"), 1);
  EXPECT_EQ(rig.hang_ups, 0);
}

TEST(F6, WhenTheCallerHangsUpTheAgentIsClosedToo) {
  for (const bool says_stop : {true, false}) {
    CallRig rig;
    rig.up();
    rig.speak(1s);
    says_stop ? rig.stop() : rig.close_carrier(1006);
    rig.run(1s);
    EXPECT_EQ(rig.agent_closed_ms, 1'000);
    EXPECT_EQ(rig.gone_ms, 1'000);
  }
}

TEST(F8, AHalfDeadCarrierHoldsUpNeitherTheRecordNorTheEnd) {
  CallRig rig;
  rig.up();
  rig.speak(500ms);
  rig.carrier_reads = false;
  rig.carrier_answers_close = false;
  rig.agent_says(5s, "This will never be heard.");
  rig.run(20s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::send_stalled);
  EXPECT_EQ(rig.ended_ms, rig.record->end->at_ms);
  EXPECT_EQ(rig.record->at(record::Milestone::carrier_closed), rig.record->end->at_ms);
  EXPECT_TRUE(rig.gone_ms);
}

TEST(F10, TheLastWordsOfACallerWhoHangsUpAreInTheRecord) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.speak(1s);
  const std::int64_t heard_before = rig.audio_to_agent;
  rig.stop();
  EXPECT_FALSE(rig.record) << "the agent gets a moment to understand";
  EXPECT_GE(rig.audio_to_agent - heard_before, 8 * 500) << "and the silence that ends the turn";
  EXPECT_EQ(rig.carrier_closed_ms, 1'000) << "the carrier's socket does not wait";
  rig.run(300ms);
  rig.caller_is_quiet();
  rig.caller_is_understood("and please call me back");
  ASSERT_TRUE(rig.record);
  EXPECT_NE(turn(rig, "and please call me back"), nullptr);
  EXPECT_EQ(rig.record->end->at_ms, 1'000);
  EXPECT_EQ(rig.gone_ms, 1'300);
}

TEST(F10, WordsThatNeverComeAreNotWaitedForLongerThanTheBound) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.speak(1s);
  rig.stop();
  rig.agent_answers_close = false;
  rig.run(5s);
  EXPECT_EQ(rig.ended_ms, 2'200 + 500);
  EXPECT_EQ(rig.record->at(record::Milestone::agent_closed), rig.ended_ms);
  EXPECT_LE(*rig.gone_ms, 1'000 + 2'000);
}

TEST(F10, AnAgentTurnThatIsCutOffIsInTheRecordWithWhatWasHeard) {
  CallRig rig;
  rig.up();
  rig.agent_says(4s, "Our opening hours are from nine to five.");
  rig.speak(1s);
  rig.stop();
  rig.run(2s);
  const auto* const said = turn(rig, "Our opening hours are from nine to five.");
  ASSERT_NE(said, nullptr);
  EXPECT_TRUE(said->interrupted);
  EXPECT_EQ(said->heard_ms, 1'000);
}

TEST(F10, PartialTextsAreJournalledEverySecondAndKeptAtTheEnd) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.from_agent([](auto& end, auto& out) { end.response_text("I was just about to", out); });
  EXPECT_EQ(rig.journal_text().find("just about"), std::string::npos);
  rig.speak(1s);
  EXPECT_NE(rig.journal_text().find("just about"), std::string::npos);
  rig.stop();
  rig.run(3s);
  EXPECT_NE(turn(rig, "I was just about to"), nullptr);
}

struct CloseCase {
  std::uint16_t code;
  EndCause cause;
};
class F12 : public testing::TestWithParam<CloseCase> {};

TEST_P(F12, EveryCloseOfTheCarrierEndsTheCallAtOnce) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.close_carrier(GetParam().code, "bye");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, GetParam().cause);
  EXPECT_EQ(rig.record->end->detail, "close code " + std::to_string(GetParam().code) + ": bye");
  EXPECT_EQ(rig.gone_ms, 1'000);
  EXPECT_EQ(rig.bridge.next_deadline(), std::nullopt) << "nothing spins on";
}
INSTANTIATE_TEST_SUITE_P(Codes, F12,
                         testing::Values(CloseCase{1000, EndCause::carrier_closed},
                                         CloseCase{1001, EndCause::carrier_closed},
                                         CloseCase{1005, EndCause::carrier_closed},
                                         CloseCase{1006, EndCause::carrier_lost},
                                         CloseCase{1011, EndCause::carrier_lost},
                                         CloseCase{0, EndCause::carrier_lost}),
                         [](const auto& tested) {
                           return tested.param.code == 0
                                      ? std::string("NoCode")
                                      : "Code" + std::to_string(tested.param.code);
                         });

TEST(F15, MediaBeforeTheStartDoesNotEndTheCall) {
  CallRig rig;
  rig.open();
  rig.media();
  rig.media();
  rig.start();
  rig.speak(1s);
  EXPECT_FALSE(rig.record);
  rig.stop();
  rig.run(2s);
  EXPECT_EQ(rig.record->end->cause, EndCause::carrier_stop);
  EXPECT_EQ(rig.record->media.oddities.count("media_before_start"), 1u);
}

TEST(F20, AudioSentIsNotAudioHeard) {
  CallRig rig;
  rig.up();
  rig.agent_says(9s, "A very long answer.");  // arrives at once
  rig.speak(2s);
  EXPECT_LE(rig.audio_to_carrier, 8 * (2'000 + 240)) << "never far ahead of the ear";
  rig.caller_is_heard();
  EXPECT_EQ(rig.clears, 1);
  ASSERT_EQ(rig.truncations.size(), 1u);
  EXPECT_EQ(rig.truncations[0].heard, 2'000ms);
  const std::int64_t sent = rig.audio_to_carrier;
  rig.speak(2s);
  EXPECT_EQ(rig.audio_to_carrier, sent) << "the rest was thrown away";
  rig.stop();
  rig.run(3s);
  const auto* const said = turn(rig, "A very long answer.");
  ASSERT_NE(said, nullptr);
  EXPECT_TRUE(said->interrupted);
  EXPECT_EQ(said->heard_ms, 2'000);
}

TEST(F20, AnswersThatWereHeardToTheEndAreNotInterrupted) {
  CallRig rig;
  rig.up();
  rig.agent_says(1s, "Yes.");
  rig.speak(2s);
  rig.caller_is_heard();
  EXPECT_EQ(rig.clears, 0);
  EXPECT_TRUE(rig.truncations.empty());
  rig.stop();
  rig.run(3s);
  ASSERT_NE(turn(rig, "Yes."), nullptr);
  EXPECT_FALSE(turn(rig, "Yes.")->interrupted);
  EXPECT_EQ(turn(rig, "Yes.")->heard_ms, 1'000);
}

TEST(F26, AnUnknownToolIsAnsweredOnceAndItsArgumentsAreKeptAsSent) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.from_agent([](auto& end, auto& out) { end.call_tool("look_up", R"({"order":"A17"})", out); });
  rig.speak(200ms);
  ASSERT_EQ(rig.tool_results.size(), 1u);
  EXPECT_NE(rig.tool_results[0].output.find("not available"), std::string::npos);
  rig.stop();
  rig.run(2s);
  ASSERT_EQ(rig.record->tools.size(), 1u);
  EXPECT_EQ(rig.record->tools[0].name, "look_up");
  EXPECT_EQ(rig.record->tools[0].arguments, R"({"order":"A17"})");
  EXPECT_FALSE(rig.record->tools[0].ok);
}

TEST(F27, ACallWhoseCarrierSendsNeitherStopNorCloseEndsCompleteWithinTwelveSeconds) {
  CallRig rig(CallRig::of("ucid:waybeo"));
  rig.carrier_answers_close = false;
  rig.up();
  rig.caller_is_heard();
  rig.speak(1s);
  rig.caller_is_quiet();
  rig.caller_is_understood("please hold on");
  const std::int64_t last_media = rig.ms() - 10;
  rig.run(60s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::media_silence);
  EXPECT_LE(*rig.gone_ms, last_media + 12'000);
  EXPECT_NE(turn(rig, "please hold on"), nullptr);
  EXPECT_TRUE(rig.carrier_closed_ms);
  EXPECT_TRUE(rig.agent_closed_ms);
  EXPECT_EQ(rig.ended_times, 1);
}

TEST(F28, TheFirstSignOfTheEndWinsAndTheOthersAreNoted) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.carrier_answers_close = false;
  rig.input(HangUpWebhook{"completed"});
  rig.stop();
  rig.input(Replaced{"another"});
  rig.close_carrier(1006);
  rig.run(3s);
  EXPECT_EQ(rig.record->end->cause, EndCause::hang_up_webhook);
  EXPECT_EQ(count(*rig.record, "carrier_stop"), 1);
  EXPECT_EQ(count(*rig.record, "replaced"), 1);
  EXPECT_TRUE(rig.record->at(record::Milestone::stop_received));
  EXPECT_EQ(rig.ended_times, 1);
}

}  // namespace
}  // namespace hookswitch::bridge
