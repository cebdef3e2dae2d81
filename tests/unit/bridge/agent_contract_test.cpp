// What dialects need of the bridge beyond a socket and one message per frame: a request before the
// dial, a client that speaks first, keep-alive, two rates, calls that are cancelled.
#include <gtest/gtest.h>

#include <algorithm>

#include "kit/asking_agent.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::AskingClient;
using kit::CallRig;

constexpr std::string_view kJoin = R"({"callId":"c","joinUrl":"wss://there/join"})";

/// A bridge alone: what it puts out is kept.
class Asking : public ::testing::Test {
 protected:
  Asking() {
    Config config = CallRig::twilio();
    config.agent = {&kit::asking_dialect(), "https://api.invalid/calls", "m-1", "key-1"};
    config.dials_at_once = true;
    config.bounds.agent_connect = config.bounds.socket_to_start = Millis{60'000};
    bridge.emplace(config, now);
    input(CarrierOpened{"192.0.2.7:4711"});
  }

  void input(const Input& given) {
    bridge->handle(given, now);
    while (auto output = bridge->poll()) {
      outputs.push_back(std::move(*output));
      if (const auto* sent = std::get_if<SendFrame>(&outputs.back()))
        bridge->handle(Sent{sent->leg, 1}, now);
    }
  }
  void wait(Micros span) {
    const Instant until = now + span;
    for (auto due = bridge->next_deadline(); due && *due <= until; due = bridge->next_deadline()) {
      now = *due;
      input(Tick{});
    }
    now = until;
  }
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const Output& output : outputs)
      if (const T* one = std::get_if<T>(&output)) found.push_back(*one);
    return found;
  }
  record::Record ended() {
    const auto all_ended = all<Ended>();
    return all_ended.empty() ? record::Record{} : all_ended.front().record;
  }

  Instant now{Micros{90'000'000}};
  std::optional<Bridge> bridge;
  std::vector<Output> outputs;
};

TEST_F(Asking, TheResponseToARequestSaysWhereTheAgentIs) {
  const auto asked = all<AskAgent>();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].request.method, "POST");
  EXPECT_EQ(asked[0].request.url, "https://api.invalid/calls");
  EXPECT_EQ(asked[0].request.headers.at(0).value, "key-1");
  EXPECT_EQ(asked[0].request.body, R"({"model":"m-1"})");
  EXPECT_TRUE(all<OpenAgent>().empty());

  wait(1s);
  input(AgentReplied{{201, kJoin}});
  const auto opened = all<OpenAgent>();
  ASSERT_EQ(opened.size(), 1u);
  EXPECT_EQ(opened[0].dial.url, "wss://there/join");
  EXPECT_EQ(opened[0].timeout, asked[0].timeout - 1s) << "both steps share the try's time";
  input(AgentReplied{{201, kJoin}});
  EXPECT_EQ(all<OpenAgent>().size(), 1u) << "only what was asked counts";

  input(AgentOpened{});
  const auto sent = all<SendFrame>();
  ASSERT_EQ(sent.size(), 1u) << "the client speaks first";
  EXPECT_EQ(sent[0].frame.payload, AskingClient::kHello);
}

TEST_F(Asking, ARequestThatIsRefusedEndsTheCallAsARefusedUpgradeDoes) {
  input(AgentReplied{{401, "no such key"}});
  EXPECT_TRUE(all<OpenAgent>().empty());
  wait(30s);
  EXPECT_EQ(all<AskAgent>().size(), 1u);
  const auto record = ended();
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, call::EndCause::agent_failed);
  EXPECT_EQ(record.end->code, Errc::agent_refused);
  EXPECT_NE(record.end->detail.find("no such key"), std::string::npos);
}

TEST_F(Asking, ARequestThatMayPassIsMadeAgain) {
  input(AgentReplied{{503, "busy"}});
  wait(1s);
  EXPECT_EQ(all<AskAgent>().size(), 2u);
  input(AgentNotOpened{0, "connection refused"});
  wait(2s);
  EXPECT_EQ(all<AskAgent>().size(), 3u);
  input(AgentReplied{{200, kJoin}});
  EXPECT_EQ(all<OpenAgent>().size(), 1u);
}

TEST_F(Asking, AResponseWithoutAnAddressEndsTheCall) {
  input(AgentReplied{{200, R"({"callId":"c"})"}});
  wait(30s);
  EXPECT_EQ(all<AskAgent>().size(), 1u);
  ASSERT_TRUE(ended().end);
  EXPECT_EQ(ended().end->cause, call::EndCause::agent_failed);
  EXPECT_EQ(ended().end->code, Errc::missing_field);
  EXPECT_NE(ended().end->detail.find("joinUrl"), std::string::npos);
}

TEST_F(Asking, AnEndWhileItAsksLeavesNothingBehind) {
  input(HangUpRequest{"enough"});
  EXPECT_EQ(all<DropLeg>().size(), 1u) << "of the agent, which is being asked for";
  input(AgentReplied{{200, kJoin}});
  EXPECT_TRUE(all<OpenAgent>().empty());
  input(CarrierClosed{1000, ""});
  input(RecordStored{});
  EXPECT_EQ(all<Gone>().size(), 1u);
}

TEST_F(Asking, AnAgentThatIsSentNothingIsKeptAlive) {
  input(AgentReplied{{200, kJoin}});
  input(AgentOpened{});
  outputs.clear();
  wait(7'900ms);
  EXPECT_TRUE(all<SendFrame>().empty());
  wait(200ms);
  ASSERT_EQ(all<SendFrame>().size(), 1u);
  EXPECT_EQ(all<SendFrame>()[0].frame.payload, AskingClient::kHello);
  wait(8s);
  EXPECT_EQ(all<SendFrame>().size(), 2u);
}

// ---- every row of the list in a whole call -------------------------------------------------

class EveryAgentInACall : public ::testing::TestWithParam<const agent::AgentDialect*> {
 protected:
  static Config config() {
    Config config = CallRig::twilio();
    config.agent.dialect = GetParam();
    config.agent.model = "model-1";
    config.session = agent::usual_session(*GetParam());
    return config;
  }
  bool has_event(const std::string& name) {
    const auto& timeline = rig.bridge.record(rig.now).timeline;
    return std::any_of(timeline.begin(), timeline.end(),
                       [&](const auto& event) { return event.event == name; });
  }
  CallRig rig{config()};
};

TEST_P(EveryAgentInACall, SpeechOfBothSidesArrivesWhateverTheRates) {
  rig.up();
  rig.speak(1s);
  const int input_rate = rig.agent->input_format().rate_hz;
  EXPECT_NEAR(static_cast<double>(rig.audio_to_agent), 1.02 * input_rate, 0.05 * input_rate);
  rig.agent_says(1s, "Good morning.");
  rig.speak(2s);
  EXPECT_NEAR(static_cast<double>(rig.audio_to_carrier), 8'000.0, 400.0);
  rig.stop();
  rig.close_carrier(1000);
  rig.run(10s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->agent.dialect, GetParam()->name);
  ASSERT_FALSE(rig.record->transcript.empty());
  EXPECT_EQ(rig.record->transcript[0].text, "Good morning.");
  EXPECT_TRUE(rig.gone_ms);
}

TEST_P(EveryAgentInACall, ACallerWhoInterruptsStopsTheAgent) {
  rig.up();
  rig.speak(200ms);
  rig.agent_begins();
  rig.agent_audio(3s);
  rig.speak(1s);
  rig.caller_is_heard();
  EXPECT_EQ(rig.clears, 1);
  const auto before = rig.audio_to_carrier;
  rig.run(1s);
  EXPECT_EQ(rig.audio_to_carrier, before);
}

TEST_P(EveryAgentInACall, ATurnThatIsStillBeingPlayedCanBeInterrupted) {
  rig.up();
  rig.speak(200ms);
  rig.agent_begins();
  rig.agent_audio(5s);
  rig.speak(100ms);
  rig.agent_finishes();
  rig.speak(1s);
  rig.caller_is_heard();
  EXPECT_EQ(rig.clears, 1);
}

TEST_P(EveryAgentInACall, TheAgentHangsUpAfterItsGoodbye) {
  rig.up();
  rig.agent_begins();
  rig.agent_audio(500ms);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.speak(3s);
  ASSERT_TRUE(rig.record || has_event("goodbye"));
  rig.run(10s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, call::EndCause::goodbye);
  EXPECT_NEAR(static_cast<double>(rig.audio_to_carrier), 4'000.0, 200.0);
}

INSTANTIATE_TEST_SUITE_P(Dialects, EveryAgentInACall,
                         ::testing::ValuesIn(agent::all_dialects().begin(),
                                             agent::all_dialects().end()),
                         [](const auto& row) { return std::string(row.param->name); });

}  // namespace
}  // namespace hookswitch::bridge
