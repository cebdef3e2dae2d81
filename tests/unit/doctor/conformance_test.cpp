#include "hookswitch/doctor/conformance.hpp"

#include <gtest/gtest.h>

#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::doctor {
namespace {

using namespace std::chrono_literals;
using bridge::HangUpRequest;
using bridge::HangUpWebhook;
using kit::CallRig;
using wire::Json;

Json report_of(const CallRig& rig) {
  EXPECT_TRUE(rig.record);
  const auto text = conformance_json(record_to_json(*rig.record));
  EXPECT_TRUE(text);
  return *wire::read_object(*text);
}

std::string verdict(const Json& report, std::string_view name) {
  for (const Json& it : report["obligations"])
    if (it["name"] == name) return it["verdict"].get<std::string>();
  return "no such obligation";
}

const Json& obligation(const Json& report, std::string_view name) {
  for (const Json& it : report["obligations"])
    if (it["name"] == name) return it;
  return report;
}

TEST(Conformance, ACarrierThatDoesItAllConforms) {
  CallRig rig;
  rig.up();
  rig.speak(3s);
  rig.stop();
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(report["verdict"], "conforms");
  for (const char* const name :
       {"socket", "start", "order", "first_media", "cadence", "messages", "stop", "close"})
    EXPECT_EQ(verdict(report, name), "kept") << name;
  EXPECT_EQ(verdict(report, "marks"), "not_owed");
  EXPECT_EQ(report["counts"]["kept"], 8);
  EXPECT_EQ(report["carrier"]["vendor"], "Twilio Media Streams");
}

// F27: what the vendor owed and did not send.
TEST(Conformance, ACarrierWithoutStopAndCloseIsToldBoth) {
  CallRig rig(CallRig::of("ucid:waybeo"));
  rig.carrier_answers_close = false;
  rig.up();
  rig.speak(2s);
  rig.run(15s);
  const Json report = report_of(rig);
  EXPECT_EQ(report["verdict"], "deviates");
  EXPECT_EQ(verdict(report, "stop"), "missing");
  EXPECT_EQ(obligation(report, "stop")["evidence"],
            "none in 10000 ms after the last audio; the call ended by media_silence");
  EXPECT_EQ(verdict(report, "close"), "missing");
  EXPECT_EQ(obligation(report, "close")["evidence"], "no answer to our close in 1000 ms: dropped");
  EXPECT_EQ(verdict(report, "cadence"), "kept");
}

TEST(Conformance, ASocketThatWasLeftOpenInSilenceWasNotClosed) {
  CallRig rig(CallRig::of("ucid:waybeo"));
  rig.up();
  rig.speak(2s);
  rig.run(15s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "close"), "missing");
  EXPECT_EQ(obligation(report, "close")["evidence"],
            "left open in silence until we closed it; our close was answered");
}

TEST(Conformance, NothingIsOwedAfterWeHungUp) {
  CallRig rig;
  rig.up();
  rig.speak(2s);
  rig.input(HangUpRequest{"by test"});
  rig.run(3s);
  EXPECT_EQ(verdict(report_of(rig), "stop"), "not_owed");
}

TEST(Conformance, ADialectWithoutAStopOwesNone) {
  CallRig rig(CallRig::of("vonage"));
  rig.up();
  rig.speak(2s);
  rig.close_carrier(1000);
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "stop"), "not_owed");
  EXPECT_EQ(verdict(report, "close"), "kept");
  EXPECT_EQ(report["verdict"], "conforms");
}

TEST(Conformance, AStopThatTheHangUpWebhookOvertookIsNotHeldAgainstTheCarrier) {
  CallRig rig;
  rig.up();
  rig.speak(2s);
  rig.input(HangUpWebhook{"completed"});
  rig.run(3s);
  EXPECT_EQ(verdict(report_of(rig), "stop"), "unknown");

  CallRig silent;
  silent.up();
  silent.speak(2s);
  silent.run(5s);
  silent.input(HangUpWebhook{"completed"});
  silent.run(3s);
  EXPECT_EQ(verdict(report_of(silent), "stop"), "missing");
}

std::string marks_after_goodbye(CallRig& rig, bool hung_up_early) {
  rig.up();
  rig.agent_begins();
  rig.agent_audio(1500ms);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.speak(1'400ms);  // the mark is out, the last of the audio is not heard yet
  if (hung_up_early) rig.stop();
  rig.speak(5s);
  EXPECT_EQ(rig.marks.size(), 1u);
  return verdict(report_of(rig), "marks");
}

TEST(Conformance, AMarkIsMissedOnlyWhenItsAudioWasOver) {
  CallRig answered, forgotten, hung_up;
  forgotten.marks_come_back = hung_up.marks_come_back = false;
  EXPECT_EQ(marks_after_goodbye(answered, false), "kept");
  EXPECT_EQ(marks_after_goodbye(forgotten, false), "missing");
  EXPECT_EQ(marks_after_goodbye(hung_up, true), "unknown");
}

TEST(Conformance, WhatTheAgentSentIsNotHeldAgainstTheCarrier) {
  CallRig rig;
  rig.up();
  rig.agent_text("no json");
  rig.speak(2s);
  rig.agent_text("no json");
  rig.carrier_text("no json");
  rig.stop();
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(rig.record->media.oddities.at("not_json"), 3u);
  EXPECT_EQ(obligation(report, "messages")["evidence"], "1 x not_json");
}

TEST(Conformance, ALateStartAndAudioBeforeItAreBothSeen) {
  CallRig rig;
  rig.open();
  rig.media();
  rig.run(2s);
  rig.start();
  rig.speak(2s);
  rig.stop();
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "start"), "late");
  EXPECT_EQ(obligation(report, "start")["delay_ms"], 2'000);
  EXPECT_EQ(verdict(report, "order"), "missing");
  EXPECT_EQ(obligation(report, "order")["evidence"], "1 media before the start");
}

TEST(Conformance, AGapAndAudioThatIsMissingAreToldApart) {
  CallRig gap;
  gap.up();
  gap.speak(40s);
  gap.run(1'500ms);
  gap.speak(1s);
  gap.stop();
  gap.run(3s);
  EXPECT_EQ(verdict(report_of(gap), "cadence"), "late");

  CallRig half;
  half.up();
  for (int i = 0; i < 100; ++i) {
    half.media();
    half.run(40ms);
  }
  half.stop();
  half.run(3s);
  EXPECT_EQ(verdict(report_of(half), "cadence"), "missing");
}

TEST(Conformance, AConnectionThatBrokeIsAMissingClose) {
  CallRig rig;
  rig.up();
  rig.speak(2s);
  rig.close_carrier(1006);
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "close"), "missing");
  EXPECT_EQ(verdict(report, "stop"), "missing");
}

TEST(Conformance, ACloseWithAnErrorCodeIsACloseAndSaysWhich) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.close_carrier(1011);
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "close"), "kept");
  const auto evidence = obligation(report, "close")["evidence"].get<std::string>();
  EXPECT_NE(evidence.find("with an error: close code 1011"), std::string::npos) << evidence;
  EXPECT_EQ(verdict(report, "stop"), "missing");
}

TEST(Conformance, MessagesOfNoDialectAreCountedByName) {
  CallRig rig;
  rig.up();
  rig.carrier_text("{");
  rig.carrier_text("{");
  rig.speak(2s);
  rig.stop();
  rig.run(3s);
  const Json report = report_of(rig);
  EXPECT_EQ(verdict(report, "messages"), "missing");
  EXPECT_EQ(obligation(report, "messages")["evidence"], "2 x not_json");
}

TEST(Conformance, WhatALiveOrCrashedCallStillOwesIsUnknown) {
  CallRig rig;
  rig.up();
  rig.speak(3s);
  const auto live =
      conformance_json(record_to_json(rig.bridge.record(rig.now), record::RecordOf::live_call));
  const Json report = *wire::read_object(*live);
  EXPECT_EQ(verdict(report, "stop"), "unknown");
  EXPECT_EQ(verdict(report, "close"), "unknown");
  EXPECT_EQ(verdict(report, "cadence"), "kept");
  EXPECT_EQ(report["end"], nullptr);

  record::Record crashed = rig.bridge.record(rig.now);
  crashed.apply(record::EndedFact{3'000, call::EndCause::crashed, ""});
  const Json after = *wire::read_object(*conformance_json(record_to_json(crashed)));
  EXPECT_EQ(verdict(after, "stop"), "unknown");
}

TEST(Conformance, WhatIsNoRecordIsRefusedAndWhatIsOddIsUnknown) {
  EXPECT_EQ(conformance_json("{").error().code, Errc::not_json);
  EXPECT_EQ(conformance_json("{}").error().code, Errc::missing_field);
  EXPECT_EQ(conformance_json(R"({"id":"x","carrier":7})").error().code, Errc::missing_field);
  const auto odd = conformance_json(
      R"({"id":"x","carrier":{"dialect":"pigeon"},"milestones":3,"timeline":"no","media":[],)"
      R"("end":{"cause":1}})");
  ASSERT_TRUE(odd);
  const Json report = *wire::read_object(*odd);
  EXPECT_EQ(report["verdict"], "unknown");
  EXPECT_EQ(report["obligations"], Json::array());
}

}  // namespace
}  // namespace hookswitch::doctor
