// Where a call begins, and when its agent is paid for: docs/bounds.md, decision 13.
#include <gtest/gtest.h>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

constexpr std::string_view kConnected =
    R"({"event":"connected","protocol":"Call","version":"1.0.0"})";

void expect_no_call(const CallRig& rig) {
  EXPECT_EQ(rig.dials, 0);
  EXPECT_TRUE(rig.journal.empty()) << rig.journal_text();
  EXPECT_EQ(rig.ended_times, 0);
  EXPECT_TRUE(rig.gone_ms);
  EXPECT_EQ(rig.bridge.next_deadline(), std::nullopt);
}

bool diagnosed(const CallRig& rig, Errc code) {
  return std::any_of(rig.record->diagnosis.begin(), rig.record->diagnosis.end(),
                     [code](const auto& finding) { return finding.code == code; });
}

TEST(Beginning, ASocketThatIsOpenedAndDroppedCostsNothing) {
  for (const auto code : std::initializer_list<std::uint16_t>{1000, 1001, 1005, 1006})
    for (const Micros open_for : {Micros{0}, Micros{4'900'000}}) {
      CallRig rig;
      rig.open();
      rig.run(open_for);
      rig.close_carrier(code);
      expect_no_call(rig);
    }
}

TEST(Beginning, ASocketThatIsOpenWhenTheBridgeIsStoppedIsNoCallEither) {
  CallRig rig;
  rig.open();
  rig.carrier_answers_close = false;
  rig.input(Drain{});
  ASSERT_EQ(rig.closes.size(), 1u);
  EXPECT_EQ(rig.closes[0].code, wire::CloseCode::going_away);
  rig.start();  // too late
  rig.run(3s);
  expect_no_call(rig);
  EXPECT_LE(*rig.gone_ms, 2'000);
}

TEST(Beginning, TheAgentIsDialedByTheStartMessageAndNotBefore) {
  CallRig rig;
  rig.open();
  rig.run(1s);
  rig.carrier_text(kConnected);
  rig.media();
  EXPECT_EQ(rig.dials, 0);
  rig.run(1s);
  rig.start();
  EXPECT_EQ(rig.dials, 1);
  rig.media();
  EXPECT_EQ(rig.dials, 1);
  rig.stop();
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->at(record::Milestone::agent_connected), 2'000);
}

TEST(Beginning, AnyMessageIsTheBeginningOfACallAndItsRecordCountsFromTheSocket) {
  for (const std::string_view text : {kConnected, std::string_view("hello?")}) {
    CallRig rig;
    rig.open();
    rig.run(1s);
    EXPECT_TRUE(rig.journal.empty());
    rig.carrier_text(text);
    EXPECT_FALSE(rig.journal.empty());
    rig.run(1s);
    rig.close_carrier(1006);
    ASSERT_TRUE(rig.record);
    EXPECT_TRUE(diagnosed(rig, Errc::closed_before_start));
    EXPECT_EQ(rig.record->at(record::Milestone::socket_opened), 0);
    EXPECT_EQ(rig.record->end->at_ms, 2'000);
    EXPECT_EQ(rig.dials, 0);
    EXPECT_EQ(rig.ended_times, 1);
  }
}

TEST(Beginning, ACloseThatTellsOfTroubleIsAWordToo) {
  for (const auto code : std::initializer_list<std::uint16_t>{1002, 1009, 1011}) {
    CallRig rig;
    rig.open();
    rig.close_carrier(code, "too large");
    ASSERT_TRUE(rig.record) << code;
    EXPECT_EQ(rig.record->end->cause, EndCause::carrier_lost);
    EXPECT_TRUE(diagnosed(rig, Errc::closed_before_start));
    EXPECT_EQ(rig.dials, 0);
  }
}

TEST(Beginning, ASocketThatStaysAndSaysNothingIsACarrierWhoseStartNeverCame) {
  CallRig rig;
  rig.open();
  rig.run(10s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::no_start_message);
  EXPECT_EQ(rig.record->end->at_ms, 5'000);
  EXPECT_EQ(rig.dials, 0);
}

TEST(Beginning, WhatIsSaidOverHttpBeginsACallOnASilentSocketToo) {
  const auto record_after = [](const Input& word) {
    CallRig rig;
    rig.open();
    rig.input(word);
    rig.close_carrier(1000);
    rig.run(3s);
    EXPECT_EQ(rig.ended_times, 1);
    return rig.record ? std::string(to_string(rig.record->end->cause)) : "";
  };
  EXPECT_EQ(record_after(Ringing{}), "carrier_closed");
  EXPECT_EQ(record_after(Answered{}), "carrier_closed");
  EXPECT_EQ(record_after(HangUpWebhook{"completed"}), "hang_up_webhook");
  EXPECT_EQ(record_after(HangUpRequest{"by test"}), "hang_up_request");
}

TEST(Beginning, BoundsThatAreChangedOnASilentSocketHoldAndBeginNothing) {
  CallRig rig;
  rig.open();
  call::Bounds bounds = CallRig::twilio().bounds;
  bounds.socket_to_start = 60s;
  rig.input(ChangeBounds{bounds});
  rig.run(50s);
  EXPECT_FALSE(rig.record);
  EXPECT_TRUE(rig.journal.empty());
  rig.start();
  rig.stop();
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(std::count_if(rig.record->timeline.begin(), rig.record->timeline.end(),
                          [](const auto& event) { return event.event == "bounds_changed"; }),
            1);
}

TEST(Beginning, TheLiveRecordOfASilentSocketIsThereForWhoeverAsks) {
  CallRig rig;
  rig.open();
  const record::Record record = rig.bridge.record(rig.now);
  EXPECT_EQ(record.created.id, rig.bridge.id());
  EXPECT_EQ(record.at(record::Milestone::socket_opened), 0);
}

TEST(Beginning, WithTheKnobTheAgentIsDialedAtOnceAndTheSocketIsACall) {
  Config config = CallRig::twilio();
  config.dials_at_once = true;
  CallRig rig(config);
  rig.open();
  EXPECT_EQ(rig.dials, 1);
  EXPECT_FALSE(rig.journal.empty());
  rig.run(1s);
  rig.start();
  EXPECT_EQ(rig.dials, 1);
  rig.close_carrier(1000);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->at(record::Milestone::agent_connected), 0);

  CallRig dropped(config);
  dropped.open();
  dropped.close_carrier(1006);
  EXPECT_EQ(dropped.ended_times, 1) << "an agent was paid for: that is on record";
}

TEST(Beginning, TheJournalFoldsToTheRecordAsEver) {
  CallRig rig;
  rig.open();
  rig.run(700ms);
  rig.start();
  rig.speak(1s);
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  record::Record folded;
  for (const record::Fact& fact : rig.journal) folded.apply(fact);
  EXPECT_EQ(record_to_json(folded), record_to_json(*rig.record));
}

}  // namespace
}  // namespace hookswitch::bridge
