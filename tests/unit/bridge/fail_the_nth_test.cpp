// Whatever breaks, and whenever: a call always reaches its one record and is gone.
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

/// A whole conversation, one step at a time.
std::vector<std::function<void(CallRig&)>> conversation() {
  return {
      [](CallRig& rig) { rig.open(); },
      [](CallRig& rig) { rig.start(); },
      [](CallRig& rig) { rig.speak(200ms); },
      [](CallRig& rig) { rig.caller_is_heard(); },
      [](CallRig& rig) { rig.speak(300ms); },
      [](CallRig& rig) { rig.caller_is_quiet(); },
      [](CallRig& rig) { rig.caller_is_understood("hello"); },
      [](CallRig& rig) { rig.agent_begins(); },
      [](CallRig& rig) { rig.agent_audio(900ms); },
      [](CallRig& rig) { rig.speak(200ms); },
      [](CallRig& rig) { rig.caller_is_heard(); },
      [](CallRig& rig) { rig.agent_finishes(agent::TurnDone::Outcome::cancelled); },
      [](CallRig& rig) { rig.speak(100ms); },
      [](CallRig& rig) { rig.caller_is_quiet(); },
      [](CallRig& rig) { rig.agent_begins(); },
      [](CallRig& rig) { rig.agent_audio(300ms); },
      [](CallRig& rig) {
        rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
      },
      [](CallRig& rig) { rig.speak(1s); },
  };
}

struct Breakage {
  const char* name;
  std::function<void(CallRig&)> happen;
};

std::vector<Breakage> breakages() {
  return {
      {"CarrierCloses", [](CallRig& rig) { rig.close_carrier(1000); }},
      {"CarrierBreaks", [](CallRig& rig) { rig.close_carrier(1006); }},
      {"CarrierStops", [](CallRig& rig) { rig.stop(); }},
      {"CarrierFallsSilent", [](CallRig&) {}},
      {"CarrierStopsReading",
       [](CallRig& rig) { rig.carrier_reads = rig.carrier_answers_close = false; }},
      {"AgentCloses", [](CallRig& rig) { rig.close_agent(1000, "done"); }},
      {"AgentBreaks", [](CallRig& rig) { rig.close_agent(1006); }},
      {"AgentStopsReading",
       [](CallRig& rig) { rig.agent_reads = rig.agent_answers_close = false; }},
      {"AgentCannotBeReached",
       [](CallRig& rig) {
         rig.input(AgentNotOpened{0, "refused"});
       }},
      {"EverybodyDies",
       [](CallRig& rig) {
         rig.carrier_reads = rig.agent_reads = rig.carrier_answers_close = rig.agent_answers_close =
             rig.store_works = rig.agent_answers = false;
       }},
      {"WebhookSaysSo", [](CallRig& rig) { rig.input(HangUpWebhook{"completed"}); }},
      {"Drained", [](CallRig& rig) { rig.input(Drain{}); }},
      {"StopAndCloseAndRequest",
       [](CallRig& rig) {
         rig.stop();
         rig.close_carrier(1006);
         rig.input(HangUpRequest{});
         rig.close_agent(1006);
       }},
  };
}

/// The record that a new process would make of the journal, as its JSON.
std::string folded(const std::vector<record::Fact>& journal) {
  record::Record record;
  for (const record::Fact& fact : journal) {
    const auto again = record::fact_from_json(fact_to_json(fact));
    EXPECT_TRUE(again);
    if (again) record.apply(*again);
  }
  return record_to_json(record);
}

class FailTheNth : public testing::TestWithParam<Breakage> {};

TEST_P(FailTheNth, TheCallEndsOnceWhereverItHappens) {
  const auto steps = conversation();
  for (const char* const dialect : {"twilio", "vonage", "ucid:waybeo"}) {
    for (std::size_t breaks_at = 0; breaks_at <= steps.size(); ++breaks_at) {
      SCOPED_TRACE(std::string(dialect) + ", after step " + std::to_string(breaks_at));
      CallRig rig(CallRig::of(dialect));
      for (std::size_t step = 0; step < breaks_at; ++step) steps[step](rig);
      if (rig.gone_ms) continue;  // it had ended normally before
      GetParam().happen(rig);
      // No further input from any party.
      const std::int64_t broke_at = rig.ms();
      rig.run(30s);
      // A bridge without a socket waits for one: an operator ends that.
      if (!rig.gone_ms) {
        EXPECT_EQ(breaks_at, 0u);
        rig.input(HangUpRequest{});
        rig.run(2s);
      } else {
        EXPECT_LE(*rig.gone_ms, broke_at + 12'000);
      }
      ASSERT_TRUE(rig.gone_ms);
      if (breaks_at <= 1 && rig.ended_times == 0) {  // nothing was said: no call
        EXPECT_TRUE(rig.journal.empty());
        EXPECT_EQ(rig.dials, 0);
        continue;
      }
      ASSERT_EQ(rig.ended_times, 1);
      EXPECT_LE(*rig.gone_ms, rig.record->end->at_ms + 2'000);
      EXPECT_LE(*rig.ended_ms, rig.record->end->at_ms + 1'700) << "time is left to store it";
      for (const auto& [opened, closed] :
           {std::pair(record::Milestone::socket_opened, record::Milestone::carrier_closed),
            std::pair(record::Milestone::agent_connected, record::Milestone::agent_closed)})
        EXPECT_EQ(rig.record->at(opened).has_value(), rig.record->at(closed).has_value());
      EXPECT_FALSE(rig.carrier_open);
      EXPECT_EQ(folded(rig.journal), record_to_json(*rig.record));
      if (breaks_at > 6) {
        EXPECT_EQ(rig.record->transcript.at(0).text, "hello");
      }
      EXPECT_FALSE(rig.bridge.poll());
      EXPECT_EQ(rig.bridge.next_deadline(), std::nullopt);
      EXPECT_FALSE(rig.agent_open && rig.agent_answers_close);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Steps, FailTheNth, testing::ValuesIn(breakages()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace hookswitch::bridge
