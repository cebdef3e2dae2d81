#include <gtest/gtest.h>

#include <algorithm>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/carrier/all.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

TEST(BridgeEnding, AnOrdinaryCallLeavesACompleteRecord) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.speak(1s);
  rig.caller_is_quiet();
  rig.caller_is_understood("Hello?");
  rig.agent_says(1s, "Hello.");
  rig.speak(2s);
  rig.stop();
  rig.close_carrier(1000);
  rig.run(2s);

  ASSERT_TRUE(rig.record);
  const record::Record& record = *rig.record;
  EXPECT_EQ(record.end->cause, EndCause::carrier_stop);
  EXPECT_EQ(record.created.id, rig.bridge.id());
  EXPECT_EQ(record.carrier.call_id, rig.phone->facts().call_id);
  ASSERT_EQ(record.transcript.size(), 2u);
  EXPECT_EQ(record.transcript[0].text, "Hello?");
  EXPECT_EQ(record.transcript[1].heard_ms, 1'000);
  for (const record::Milestone passed :
       {record::Milestone::answered, record::Milestone::socket_opened, record::Milestone::started,
        record::Milestone::first_media_in, record::Milestone::agent_connected,
        record::Milestone::agent_ready, record::Milestone::first_caller_speech,
        record::Milestone::first_agent_audio, record::Milestone::first_audio_out,
        record::Milestone::stop_received, record::Milestone::carrier_closed,
        record::Milestone::agent_closed})
    EXPECT_TRUE(record.at(passed)) << to_string(passed);
  EXPECT_EQ(record.media.in.frames, 151u);
  EXPECT_EQ(record.media.in.audio_ms, 3'020);
  EXPECT_EQ(record.media.out.audio_ms, 1'000);
  EXPECT_TRUE(record.diagnosis.empty());
}

TEST(BridgeEnding, TheRecordTellsWhenEachSocketWasClosed) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.carrier_answers_close = rig.agent_answers_close = false;
  rig.stop();
  rig.run(200ms);
  EXPECT_FALSE(rig.record) << "the carrier has not answered the close";
  rig.close_agent(1000);
  rig.run(50ms);
  rig.close_carrier(1000);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->at(record::Milestone::agent_closed), 1'200);
  EXPECT_EQ(rig.record->at(record::Milestone::carrier_closed), 1'250);
  EXPECT_EQ(rig.record->end->at_ms, 1'000);
}

TEST(BridgeEnding, AnAgentThatLeftAndCameBackIsClosedWhenItLeftForGood) {
  CallRig rig;
  rig.agent_configures = false;
  rig.up();
  rig.run(100ms);
  rig.close_agent(1006);  // before it was ready: worth another try
  rig.run(3s);
  EXPECT_EQ(rig.dials, 2);
  EXPECT_FALSE(rig.bridge.record(rig.now).at(record::Milestone::agent_closed));
  rig.close_carrier(1000);
  EXPECT_EQ(rig.record->at(record::Milestone::agent_closed), 3'100);
}

TEST(BridgeEnding, TheJournalFoldsToTheVeryRecord) {
  CallRig rig;
  rig.earlier_call = "0190-earlier";
  rig.up();
  rig.agent_says(3s, "One moment.");
  rig.carrier_text("not json");
  rig.speak(1s);
  rig.caller_is_heard();
  rig.speak(6s);
  rig.close_carrier(1006);
  rig.run(3s);
  record::Record folded;
  for (const record::Fact& fact : rig.journal) {
    const auto again = record::fact_from_json(fact_to_json(fact));
    ASSERT_TRUE(again);
    folded.apply(*again);
  }
  EXPECT_EQ(record_to_json(folded), record_to_json(*rig.record));
  EXPECT_EQ(folded.created.follows, "0190-earlier");
}

TEST(BridgeEnding, ALiveRecordShowsWhatIsSoFar) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.from_agent([](auto& end, auto& out) { end.response_text("Let me", out); });
  const record::Record live = rig.bridge.record(rig.now);
  EXPECT_FALSE(live.end);
  ASSERT_EQ(live.transcript.size(), 1u);
  EXPECT_EQ(live.transcript[0].text, "Let me");
  EXPECT_EQ(live.media.in.frames, 1u);
}

TEST(BridgeEnding, AnAgentThatWillCloseIsNotedAndTheCallGoesOnUntilItDoes) {
  Config config = CallRig::twilio();
  config.agent.dialect = agent::dialect_from_name("gemini");
  config.agent.model = "m";
  config.session = agent::usual_session(*config.agent.dialect);
  CallRig rig(config);
  rig.up();
  rig.agent_text(R"({"goAway":{"timeLeft":"30s"}})");
  rig.agent_says(500ms, "Go on.");
  rig.speak(30s);
  EXPECT_FALSE(rig.record);
  EXPECT_GT(rig.audio_to_carrier, 0);
  rig.close_agent(1000);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::agent_closed);
  EXPECT_TRUE(std::ranges::any_of(rig.record->timeline, [](const auto& event) {
    return event.detail.find("the agent will close the connection in 30s") != std::string::npos;
  }));
  EXPECT_EQ(rig.dials, 1) << "a session is not resumed";
}

TEST(BridgeEnding, AnAgentThatClosesInMidCallEndsIt) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.close_agent(1001, "Your session hit the maximum duration of 60 minutes.");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::agent_closed);
  EXPECT_EQ(rig.record->end->code, Errc::agent_session_expired);
  EXPECT_EQ(rig.closes.at(0).leg, Leg::carrier);
  EXPECT_EQ(rig.gone_ms, 1'000);
}

TEST(BridgeEnding, AFatalErrorOfTheAgentIsKeptInTheVendorsWords) {
  CallRig rig;
  rig.up();
  rig.agent_text(
      R"({"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":"insufficient_quota","message":"You exceeded your current quota."}})");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::agent_failed);
  EXPECT_NE(rig.record->end->detail.find("exceeded your current quota"), std::string::npos);
  ASSERT_FALSE(rig.record->diagnosis.empty());
  EXPECT_NE(rig.record->diagnosis[0].evidence.find("insufficient_quota"), std::string::npos);
}

TEST(BridgeEnding, DrainingSaysGoingAway) {
  CallRig rig;
  rig.up();
  rig.input(Drain{});
  EXPECT_EQ(rig.record->end->cause, EndCause::draining);
  EXPECT_EQ(rig.closes.at(0).code, wire::CloseCode::going_away);
}

TEST(BridgeEnding, ACallThatNeverHadASocketEndsToo) {
  CallRig rig;
  rig.input(HangUpRequest{"changed my mind"});
  EXPECT_EQ(rig.gone_ms, 0);
  EXPECT_TRUE(rig.closes.empty());
  EXPECT_TRUE(rig.drops.empty());
}

TEST(BridgeEnding, NothingHappensAfterGone) {
  CallRig rig;
  rig.up();
  rig.stop();
  rig.run(1s);
  ASSERT_TRUE(rig.gone_ms);
  rig.open();
  rig.media();
  rig.stop();
  rig.input(AgentOpened{});
  rig.close_agent(1006);
  rig.input(AgentNotOpened{500, {}});
  rig.input(HangUpRequest{});
  rig.input(Replaced{});
  rig.input(Claimed{"x"});
  rig.input(Drain{});
  rig.input(RecordStored{});
  rig.input(Sent{Leg::carrier, 7});
  rig.run(3h);
  EXPECT_EQ(rig.ended_times, 1);
}

TEST(BridgeEnding, RepeatedClosesAndStoredRecordsChangeNothing) {
  CallRig rig;
  rig.up();
  rig.store_works = false;
  rig.input(RecordStored{});  // of what?
  rig.close_carrier(1000);
  rig.close_carrier(1006);
  rig.close_agent(1000);
  rig.close_agent(1006);
  EXPECT_FALSE(rig.gone_ms);
  rig.input(RecordStored{});
  EXPECT_TRUE(rig.gone_ms);
  EXPECT_EQ(rig.record->end->cause, EndCause::carrier_closed);
}

TEST(BridgeEnding, ASocketThatOpensAfterTheEndIsDropped) {
  CallRig rig;
  rig.store_works = false;
  rig.input(Answered{});
  rig.input(HangUpRequest{});
  rig.open();
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::carrier});
}

TEST(BridgeEnding, AnAgentThatOpensAfterTheEndIsDropped) {
  CallRig rig;
  rig.agent_answers = false;
  rig.store_works = false;
  rig.up();
  rig.close_carrier(1000);
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::agent});
  rig.input(AgentOpened{});
  EXPECT_EQ(rig.drops.size(), 2u);
}

TEST(BridgeEnding, TimeThatRunsBackwardsIsClamped) {
  CallRig rig;
  rig.up();
  rig.speak(2s);
  rig.now -= 1500ms;
  rig.media();
  EXPECT_FALSE(rig.record);
  rig.now += 1500ms;
  rig.speak(1s);
  rig.stop();
  EXPECT_EQ(rig.record->end->at_ms, 3'000);
}

TEST(BridgeEnding, SecretsAreInNoFact) {
  CallRig rig;
  rig.up();
  rig.agent_text(R"({"type":"error","error":{"code":"x","message":"bad key sk-secret-key"}})");
  rig.carrier_text("sk-secret-key");
  rig.close_carrier(1011, "token=very-secret sk-secret-key");
  const std::string text = rig.journal_text() + record_to_json(*rig.record);
  EXPECT_EQ(text.find("sk-secret-key"), std::string::npos);
  EXPECT_EQ(rig.journal_text().find("\"query\""), std::string::npos);
}

TEST(BridgeEnding, NothingFollowsOurCloseWhateverTheCarrierAsks) {
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects()) {
    SCOPED_TRACE(dialect->name);
    CallRig rig(CallRig::of(dialect->name));
    rig.carrier_answers_close = false;
    rig.up();
    rig.input(HangUpWebhook{"completed"});
    ASSERT_TRUE(rig.carrier_closed_ms);
    carrier::HostReading asked;
    rig.phone->write_keep_alive(asked);
    for (const wire::Frame& frame : asked.replies)
      rig.input(CarrierFrame{{frame.opcode, frame.payload}});
    rig.run(2s);
    EXPECT_TRUE(rig.record);
  }
}

TEST(BridgeEnding, BadInputIsCountedNotFatal) {
  CallRig rig;
  rig.up();
  for (int i = 0; i < 100; ++i) {
    rig.carrier_text("no json at all");
    rig.carrier_text(R"({"event":"media","media":{"payload":"***"}})");
    rig.carrier_text(R"({"event":17})");
    rig.carrier_text(R"({"event":"surprise"})");
    rig.agent_text("{");
    rig.agent_text(R"({"type":"response.output_audio.delta"})");
  }
  EXPECT_FALSE(rig.record);
  rig.speak(100ms);
  rig.stop();
  rig.run(2s);
  EXPECT_EQ(rig.record->end->cause, EndCause::carrier_stop);
  EXPECT_GE(rig.record->media.oddities.at("not_json"), 200u);
  EXPECT_LT(rig.record->timeline.size(), 30u) << "each kind once";
}

}  // namespace
}  // namespace hookswitch::bridge
