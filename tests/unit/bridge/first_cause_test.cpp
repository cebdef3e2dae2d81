// Whichever sign of the end comes first decides; all others are notes.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

struct Sign {
  EndCause cause;
  std::function<void(CallRig&)> give;
};

std::vector<Sign> signs() {
  return {
      {EndCause::carrier_stop, [](CallRig& rig) { rig.stop(); }},
      {EndCause::carrier_lost, [](CallRig& rig) { rig.close_carrier(1006); }},
      {EndCause::hang_up_webhook, [](CallRig& rig) { rig.input(HangUpWebhook{"completed"}); }},
      {EndCause::hang_up_request, [](CallRig& rig) { rig.input(HangUpRequest{"by hand"}); }},
      {EndCause::replaced, [](CallRig& rig) { rig.input(Replaced{"another"}); }},
      {EndCause::draining, [](CallRig& rig) { rig.input(Drain{}); }},
      {EndCause::agent_closed, [](CallRig& rig) { rig.close_agent(1000); }},
  };
}

TEST(FirstCause, WinsOverEveryOtherInEveryOrder) {
  for (const Sign& first : signs()) {
    for (const Sign& second : signs()) {
      SCOPED_TRACE(std::string(to_string(first.cause)) + ", then " +
                   std::string(to_string(second.cause)));
      CallRig rig;
      rig.up();
      rig.caller_is_heard();  // last words are awaited: the record stays open for notes
      rig.carrier_answers_close = false;
      first.give(rig);
      const bool record_was_open = !rig.record;
      second.give(rig);
      rig.run(3s);
      ASSERT_TRUE(rig.record);
      EXPECT_EQ(rig.record->end->cause, first.cause);
      EXPECT_EQ(rig.record->end->at_ms, 0);
      EXPECT_EQ(rig.ended_times, 1);
      EXPECT_LE(*rig.gone_ms, 2'000);
      // Sockets that close after the end are noted as what they are.
      const bool of_a_socket =
          second.cause == EndCause::carrier_lost || second.cause == EndCause::agent_closed;
      const record::Origin socket_of =
          second.cause == EndCause::agent_closed ? record::Origin::agent : record::Origin::carrier;
      const std::string_view note = of_a_socket ? "socket_closed" : to_string(second.cause);
      const bool can_come = record_was_open && rig.carrier_closed_ms.has_value();
      if (can_come && first.cause != second.cause && first.cause != EndCause::carrier_lost) {
        EXPECT_EQ(std::count_if(rig.record->timeline.begin(), rig.record->timeline.end(),
                                [&](const auto& event) {
                                  return event.event == note &&
                                         (!of_a_socket || event.from == socket_of);
                                }),
                  1);
      }
    }
  }
}

TEST(FirstCause, OnlyEndsThatTheCarrierDoesNotKnowOfHangUpThePhone) {
  for (const Sign& sign : signs()) {
    CallRig rig(CallRig::of("ucid"));
    rig.up();
    sign.give(rig);
    rig.run(3s);
    const bool must = sign.cause == EndCause::hang_up_request || sign.cause == EndCause::draining ||
                      sign.cause == EndCause::agent_closed;
    EXPECT_EQ(rig.hang_ups, must ? 1 : 0) << to_string(sign.cause);
  }
}

TEST(FirstCause, AReplacedCallSaysByWhichAndHasItsCode) {
  CallRig rig;
  rig.up();
  rig.input(Replaced{"0190-newer"});
  rig.run(3s);
  EXPECT_EQ(rig.record->end->detail, "0190-newer");
  ASSERT_FALSE(rig.record->diagnosis.empty());
  EXPECT_EQ(rig.record->diagnosis[0].code, Errc::replaced);
}

}  // namespace
}  // namespace hookswitch::bridge
