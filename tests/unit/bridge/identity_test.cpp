// Whose call a message belongs to: docs/identity.md, one test per row that is the bridge's.
#include <gtest/gtest.h>

#include <algorithm>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using namespace std::chrono_literals;
using call::EndCause;
using kit::CallRig;

std::string start_of(const std::string& call_id, const std::string& stream_id) {
  return R"({"event":"start","sequenceNumber":"1","streamSid":")" + stream_id +
         R"(","start":{"streamSid":")" + stream_id + R"(","callSid":")" + call_id +
         R"(","accountSid":"AC1","tracks":["inbound"],"customParameters":{},)"
         R"("mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}})";
}

std::string stop_of(const std::string& call_id, const std::string& stream_id) {
  return R"({"event":"stop","sequenceNumber":"9","streamSid":")" + stream_id +
         R"(","stop":{"callSid":")" + call_id + R"(","accountSid":"AC1"}})";
}

std::string ucid_start(const std::string& quoted_id) {
  return R"({"event":"start","type":"text","ucid":)" + quoted_id + R"(,"did":"918"})";
}

TEST(Identity, ASecondStartChangesNothingAndIsCounted) {
  CallRig rig;
  rig.open();
  rig.carrier_text(start_of("CA1", "MZ1"));
  rig.carrier_text(start_of("CA2", "MZ2"));
  rig.carrier_text(start_of("CA1", "MZ1"));
  const record::Record record = rig.bridge.record(rig.now);
  EXPECT_EQ(record.carrier.call_id, "CA1");
  EXPECT_EQ(record.carrier.stream_id, "MZ1");
  EXPECT_EQ(record.media.oddities.at("duplicate_start"), 2u);
  EXPECT_EQ(std::count_if(rig.journal.begin(), rig.journal.end(),
                          [](const record::Fact& fact) {
                            const auto* told = std::get_if<record::CarrierFact>(&fact);
                            return told && told->call_id == "CA2";
                          }),
            0)
      << "nobody may claim CA2 by it";
}

TEST(Identity, AStopOfAnotherStreamEndsNothing) {
  CallRig rig;
  rig.open();
  rig.carrier_text(start_of("CA1", "MZ1"));
  rig.carrier_text(stop_of("CA2", "MZ2"));
  rig.run(1s);
  EXPECT_FALSE(rig.record);
  EXPECT_EQ(rig.bridge.record(rig.now).media.oddities.at("wrong_stream"), 1u);
  rig.carrier_text(stop_of("CA1", "MZ1"));
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::carrier_stop);
}

TEST(Identity, MediaBeforeTheStartIsUsedButStartsNothing) {
  CallRig rig;
  rig.open();
  for (int i = 0; i < 10; ++i) {
    rig.media();
    rig.run(400ms);
  }
  EXPECT_FALSE(rig.bridge.record(rig.now).at(record::Milestone::started));
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::no_start_message) << "the bound for it still holds";
}

TEST(Identity, TheCarriersWordOverHttpEndsTheCallBeforeWhileAndAfterItsSocket) {
  CallRig before;
  before.input(HangUpWebhook{"completed"});
  before.run(3s);
  ASSERT_TRUE(before.record);
  EXPECT_EQ(before.record->end->cause, EndCause::hang_up_webhook);

  CallRig late;
  late.up();
  late.stop();
  late.input(HangUpWebhook{"completed"});
  late.run(3s);
  EXPECT_EQ(late.record->end->cause, EndCause::carrier_stop);
  EXPECT_EQ(late.ended_times, 1);
}

TEST(Identity, ASocketThatIsReplacedLeavesThePhoneCallAlone) {
  CallRig rig(CallRig::of("ucid"));
  rig.up();
  rig.input(Replaced{"0190-newer"});
  rig.run(3s);
  EXPECT_EQ(rig.record->end->cause, EndCause::replaced);
  EXPECT_EQ(rig.hang_ups, 0) << "the call lives on at the other socket";
}

TEST(Identity, APhantomThatComesBackNamesTheEarlierRecord) {
  CallRig rig;
  rig.earlier_call = "0190-earlier";
  rig.up();
  rig.stop();
  rig.run(3s);
  EXPECT_EQ(rig.claims, (std::vector<std::string>{rig.record->carrier.call_id}));
  EXPECT_EQ(rig.record->created.follows, "0190-earlier");
  EXPECT_NE(rig.record->created.id, "0190-earlier");
}

TEST(Identity, TheRecordWaitsForTheEarlierCallToBeKnown) {
  CallRig rig;
  rig.earlier_call = std::nullopt;
  rig.up();
  rig.stop();
  rig.close_carrier(1000);
  rig.run(500ms);
  EXPECT_FALSE(rig.record) << "what it follows is not known yet";
  rig.input(Claimed{"0190-earlier"});
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->created.follows, "0190-earlier");
  EXPECT_TRUE(rig.gone_ms);
}

TEST(Identity, AClaimThatIsNeverAnsweredDoesNotHoldTheRecordBack) {
  CallRig rig;
  rig.earlier_call = std::nullopt;
  rig.up();
  rig.stop();
  rig.close_carrier(1000);
  const std::int64_t decided = rig.ms();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->created.follows, "");
  EXPECT_LE(*rig.gone_ms - decided, to_ms(Micros{call::Bounds{}.end_to_gone}));
  EXPECT_EQ(rig.ended_times, 1);
}

TEST(Identity, AnAnswerThatWasNotAskedForChangesNothing) {
  CallRig rig;
  rig.open();
  rig.input(Claimed{"0190-other"});
  rig.up();
  rig.input(Claimed{"0190-another"});
  rig.stop();
  rig.run(3s);
  EXPECT_EQ(rig.record->created.follows, "");
}

TEST(Identity, AStopOnASocketWhereNothingStartedSaysWhoseCallItIs) {
  for (const auto& [dialect, stop] : {
           std::pair{"twilio", R"({"event":"stop","streamSid":"MZ1","stop":{"callSid":"CA1"}})"},
           std::pair{"ucid", R"({"event":"stop","ucid":"CA1"})"},
       }) {
    CallRig rig(CallRig::of(dialect));
    rig.open();
    rig.carrier_text(stop);
    rig.run(3s);
    EXPECT_EQ(rig.record->end->cause, EndCause::carrier_stop);
    EXPECT_EQ(rig.record->carrier.call_id, "CA1");
  }
}

TEST(Identity, AStopAfterTheStartNamesNoOtherCall) {
  CallRig rig;
  rig.up();
  const std::string before = rig.bridge.record(rig.now).carrier.call_id;
  rig.carrier_text(R"({"event":"stop","stop":{"callSid":"CA-other"}})");
  rig.run(3s);
  EXPECT_EQ(rig.record->carrier.call_id, before);
}

TEST(Identity, IdsOfAnyFormAreOpaqueText) {
  const std::string random = "oP_" + std::string(40, 'x') + "-9/\u00e9 =";
  for (const auto& [sent, kept] : {
           std::pair<std::string, std::string>{"\"23051396853394195\"", "23051396853394195"},
           {"23051396853394195", "23051396853394195"},
           {"\"00017\"", "00017"},
           {"\"" + random + "\"", random},
           {R"("'; DROP TABLE calls; --")", "'; DROP TABLE calls; --"},
       }) {
    CallRig rig(CallRig::of("ucid"));
    rig.open();
    rig.carrier_text(ucid_start(sent));
    EXPECT_EQ(rig.bridge.record(rig.now).carrier.call_id, kept);
  }
}

TEST(Identity, AnIdThatIsTooLongOrNoTextStartsNothing) {
  for (const std::string& id : {"\"" + std::string(100'000, 'x') + "\"", std::string("\"\""),
                                std::string("null"), std::string("{}"), std::string("[1]")}) {
    CallRig rig(CallRig::of("ucid"));
    rig.open();
    rig.carrier_text(ucid_start(id));
    EXPECT_FALSE(rig.bridge.record(rig.now).at(record::Milestone::started)) << id.substr(0, 20);
    rig.run(8s);
    ASSERT_TRUE(rig.record);
    EXPECT_EQ(rig.record->end->cause, EndCause::no_start_message);
    EXPECT_FALSE(rig.record->media.oddities.empty());
  }
}

}  // namespace
}  // namespace hookswitch::bridge
