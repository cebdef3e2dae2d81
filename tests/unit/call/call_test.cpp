#include "hookswitch/call/call.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hookswitch::call {
namespace {

constexpr Instant t0{Micros{1'000'000}};
const Bounds kBounds;

/// A call to which `events` have happened at t0.
Call call_after(std::initializer_list<Event> events) {
  Call call(kBounds, t0);
  for (const Event event : events) call.apply(event, t0);
  return call;
}

TEST(CallTable, NothingLeavesEndedWhateverHappens) {
  for (int event = 0; event <= static_cast<int>(Event::all_is_done); ++event) {
    Call call = call_after({Event::end_is_decided, Event::all_is_done});
    ASSERT_EQ(call.state(), State::ended);
    EXPECT_EQ(call.apply(static_cast<Event>(event), t0), Action::none);
    EXPECT_EQ(call.state(), State::ended);
    EXPECT_EQ(call.next_deadline(), std::nullopt);
  }
}

TEST(CallBounds, AChangeMovesWhatIsArmedByAsMuchAndNothingElse) {
  Call call = call_after({Event::socket_opens, Event::stream_starts, Event::media_arrives});
  call.send_outstanding(Call::Peer::agent, t0);
  Bounds bounds = kBounds;
  bounds.media_silence = Millis{4'000};
  bounds.longest_call = Millis{60'000};
  bounds.send_outstanding = Millis{1'000};
  bounds.start_to_media = Millis{1'000};
  call.change_bounds(bounds);
  EXPECT_EQ(call.deadline(Bound::media_silence), t0 + Millis{4'000});
  EXPECT_EQ(call.deadline(Bound::longest_call), t0 + Millis{60'000});
  EXPECT_EQ(call.deadline(Bound::agent_send), t0 + Millis{1'000});
  EXPECT_EQ(call.deadline(Bound::start_to_media), std::nullopt);
  bounds.longest_pause = Millis{30'000};
  call.change_bounds(bounds);
  EXPECT_EQ(call.deadline(Bound::media_silence), t0 + Millis{30'000});
  call.end({EndCause::carrier_stop, "", std::nullopt}, t0);
  const auto gone = call.deadline(Bound::gone);
  bounds.end_to_gone = Millis{100};
  call.change_bounds(bounds);
  EXPECT_EQ(call.deadline(Bound::gone), gone);
}

TEST(CallTable, EveryStateIsEitherOverOrCanEnd) {
  for (const auto& way :
       std::vector<std::vector<Event>>{{},
                                       {Event::rings},
                                       {Event::rings, Event::answers},
                                       {Event::answers, Event::socket_opens},
                                       {Event::socket_opens, Event::stream_starts},
                                       {Event::stream_starts, Event::media_arrives}}) {
    Call call(kBounds, t0);
    for (const Event event : way) call.apply(event, t0);
    EXPECT_TRUE(call.end({EndCause::hang_up_request, {}, {}}, t0));
    EXPECT_EQ(call.state(), State::ending);
    EXPECT_EQ(call.next_deadline(), t0 + kBounds.end_to_gone);
  }
}

struct BoundCase {
  const char* name;
  std::vector<Event> events;
  Bound bound;
  Micros after;
  EndCause cause;
};

class CallBounds : public testing::TestWithParam<BoundCase> {};

TEST_P(CallBounds, FiresAtItsTimeAndNotBefore) {
  const BoundCase& expected = GetParam();
  Call call(kBounds, t0);
  for (const Event event : expected.events) call.apply(event, t0);
  EXPECT_EQ(call.next_deadline(), t0 + expected.after);
  EXPECT_EQ(call.take_due(t0 + expected.after - 1us, Call::Occasion::tick), std::nullopt);
  EXPECT_EQ(call.take_due(t0 + expected.after, Call::Occasion::tick), expected.bound);
  EXPECT_EQ(cause_of(expected.bound), expected.cause);
}

INSTANTIATE_TEST_SUITE_P(
    OfTheDesign, CallBounds,
    testing::Values(BoundCase{"AnsweredToSocket",
                              {Event::answers},
                              Bound::answered_to_socket,
                              10s,
                              EndCause::no_media_socket},
                    BoundCase{"SocketToStart",
                              {Event::answers, Event::socket_opens},
                              Bound::socket_to_start,
                              5s,
                              EndCause::no_start_message},
                    BoundCase{"StartToMedia",
                              {Event::socket_opens, Event::stream_starts},
                              Bound::start_to_media,
                              10s,
                              EndCause::no_first_media},
                    BoundCase{"MediaSilence",
                              {Event::stream_starts, Event::media_arrives},
                              Bound::media_silence,
                              10s,
                              EndCause::media_silence},
                    BoundCase{"AnnouncedPause",
                              {Event::stream_starts, Event::media_pauses},
                              Bound::media_silence,
                              600s,
                              EndCause::media_silence},
                    BoundCase{"Ringing", {Event::rings}, Bound::ringing, 120s, EndCause::no_answer},
                    BoundCase{"RingingOnAnOpenSocket",
                              {Event::socket_opens, Event::rings},
                              Bound::ringing,
                              120s,
                              EndCause::no_answer},
                    BoundCase{"LongestCall", {}, Bound::longest_call, 2h, EndCause::longest_call}),
    [](const auto& tested) { return tested.param.name; });

TEST(Call, OnACarrierThatPausesOnHoldOnlyTheLongestPauseEndsIt) {
  Bounds bounds;
  bounds.longest_pause = std::chrono::minutes(10);
  Call call(bounds, t0);
  call.apply(Event::stream_starts, t0);
  call.apply(Event::media_arrives, t0);
  EXPECT_EQ(call.next_deadline(), t0 + 600s);
  EXPECT_EQ(call.take_due(t0 + 600s, Call::Occasion::tick), Bound::media_silence);
}

TEST(Call, EachMediaMessagePushesTheSilenceBoundOn) {
  Call call = call_after({Event::stream_starts, Event::media_arrives});
  call.apply(Event::media_arrives, t0 + 9s);
  EXPECT_EQ(call.next_deadline(), t0 + 19s);
}

TEST(Call, MediaAfterAnAnnouncedPauseIsWatchedAsBefore) {
  Call call = call_after({Event::stream_starts, Event::media_pauses});
  call.apply(Event::media_arrives, t0 + 300s);
  EXPECT_EQ(call.next_deadline(), t0 + 310s);
}

TEST(Call, AnAnnouncedPauseIsNeverShorterThanAnUnannouncedOne) {
  Bounds bounds;
  bounds.longest_pause = std::chrono::minutes(30);
  Call call(bounds, t0);
  call.apply(Event::stream_starts, t0);
  call.apply(Event::media_pauses, t0);
  EXPECT_EQ(call.next_deadline(), t0 + 1'800s);
}

TEST(Call, ABoundThatChangesMovesTheEndOfAnAnnouncedPause) {
  Call call = call_after({Event::stream_starts, Event::media_pauses});
  Bounds bounds;
  bounds.announced_pause = 20s;
  bounds.media_silence = 5s;
  call.change_bounds(bounds);
  EXPECT_EQ(call.next_deadline(), t0 + 20s);
}

TEST(Call, MediaBeforeTheStartDoesNotStandInForIt) {
  Call call = call_after({Event::socket_opens, Event::media_arrives});
  EXPECT_EQ(call.state(), State::answered);
  EXPECT_EQ(call.take_due(t0 + 5s, Call::Occasion::tick), Bound::socket_to_start);
}

TEST(Call, AllTriesToReachTheAgentShareOneBound) {
  Call call = call_after({Event::stream_starts, Event::media_arrives});
  call.agent_dialled(t0);
  call.agent_dialled(t0 + 3s);
  EXPECT_EQ(call.deadline(Bound::agent_connect), t0 + 8s);
  call.agent_ready();
  EXPECT_EQ(call.deadline(Bound::agent_connect), std::nullopt);
}

TEST(Call, AnOutstandingSendIsBoundedPerPeer) {
  Call call = call_after({Event::stream_starts, Event::media_arrives});
  call.send_outstanding(Call::Peer::agent, t0);
  call.send_outstanding(Call::Peer::carrier, t0 + 1s);
  call.send_done(Call::Peer::agent);
  EXPECT_EQ(call.take_due(t0 + 6s, Call::Occasion::tick), Bound::carrier_send);
  EXPECT_EQ(cause_of(Bound::carrier_send), EndCause::send_stalled);
}

TEST(Call, AGoodbyeIsFollowedByHangingUpEvenIfItsAudioNeverEnds) {
  Call call = call_after({Event::stream_starts, Event::media_arrives});
  call.goodbye(t0 + 3s);
  EXPECT_EQ(call.take_due(t0 + 5s, Call::Occasion::tick), Bound::goodbye);
  EXPECT_EQ(cause_of(Bound::goodbye), EndCause::goodbye);
}

TEST(Call, TheFirstCauseWinsAndEveryOtherBoundIsOff) {
  Call call = call_after({Event::stream_starts, Event::media_arrives});
  call.agent_dialled(t0);
  call.send_outstanding(Call::Peer::carrier, t0);
  call.goodbye(t0);
  EXPECT_TRUE(call.end({EndCause::carrier_stop, "hangup", {}}, t0 + 1s));
  EXPECT_FALSE(call.end({EndCause::carrier_lost, "1006", {}}, t0 + 1s));
  ASSERT_TRUE(call.ending());
  EXPECT_EQ(call.ending()->cause, EndCause::carrier_stop);
  EXPECT_EQ(call.ending()->detail, "hangup");
  EXPECT_EQ(call.take_due(t0 + 3s, Call::Occasion::tick), Bound::gone);
  EXPECT_EQ(call.next_deadline(), std::nullopt);
}

TEST(Call, WhatIsAwaitedAtTheEndIsNeverAwaitedLongerThanTheEndMayTake) {
  Call call = call_after({});
  call.end({EndCause::hang_up_request, {}, {}}, t0);
  call.await(Bound::carrier_close, t0 + 1min);
  EXPECT_EQ(call.deadline(Bound::carrier_close), t0 + 2s);
  call.send_outstanding(Call::Peer::carrier, t0);
  EXPECT_EQ(call.deadline(Bound::carrier_send), std::nullopt);
}

TEST(Call, BoundsOfTheEndAreNoCauses) {
  for (const Bound bound :
       {Bound::carrier_close, Bound::last_words, Bound::agent_close, Bound::gone})
    EXPECT_EQ(cause_of(bound), std::nullopt);
}

TEST(Call, TheBoundsOnSendsAreJudgedByATickAlone) {
  Call call(Bounds{}, t0);
  call.apply(Event::stream_starts, t0);
  call.send_outstanding(Call::Peer::agent, t0);
  const Instant late = t0 + Bounds{}.send_outstanding;
  EXPECT_EQ(call.take_due(late, Call::Occasion::input), std::nullopt);
  EXPECT_EQ(call.next_deadline(), late) << "it is still due";
  EXPECT_EQ(call.take_due(late, Call::Occasion::tick), Bound::agent_send);
  EXPECT_EQ(call.take_due(late, Call::Occasion::tick), std::nullopt);
}

}  // namespace
}  // namespace hookswitch::call
