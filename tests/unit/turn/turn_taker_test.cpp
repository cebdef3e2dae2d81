#include "hookswitch/turn/turn_taker.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace hookswitch::turn {
namespace {

TurnTaker after(std::initializer_list<Event> events) {
  TurnTaker turns;
  for (const Event event : events) turns.apply(event);
  return turns;
}

TEST(TurnTaker, AnExchangeGoesFromCallerToAgentAndBack) {
  TurnTaker turns;
  EXPECT_EQ(turns.apply(Event::caller_starts), Action::none);
  EXPECT_EQ(turns.state(), State::caller_speaking);
  EXPECT_EQ(turns.apply(Event::caller_stops), Action::none);
  EXPECT_EQ(turns.apply(Event::response_begins), Action::none);
  EXPECT_EQ(turns.state(), State::thinking);
  EXPECT_EQ(turns.apply(Event::audio_arrives), Action::none);
  EXPECT_EQ(turns.state(), State::agent_speaking);
  EXPECT_EQ(turns.apply(Event::all_is_played), Action::none);
  EXPECT_EQ(turns.state(), State::listening);
}

TEST(TurnTaker, SpeechWhileTheAgentIsHeardInterruptsOnce) {
  TurnTaker turns = after({Event::response_begins, Event::audio_arrives});
  EXPECT_EQ(turns.apply(Event::caller_starts), Action::interrupt);
  EXPECT_EQ(turns.apply(Event::caller_starts), Action::none);
  EXPECT_EQ(turns.state(), State::caller_speaking);
}

TEST(TurnTaker, SpeechWhileTheAgentThinksInterruptsToo) {
  TurnTaker turns = after({Event::response_begins});
  EXPECT_EQ(turns.apply(Event::caller_starts), Action::interrupt);
}

TEST(TurnTaker, SpeechAfterEverythingWasHeardInterruptsNothing) {
  TurnTaker turns = after({Event::response_begins, Event::audio_arrives, Event::all_is_played});
  EXPECT_EQ(turns.apply(Event::caller_starts), Action::none);
}

TEST(TurnTaker, AResponseWithoutSoundGivesTheTurnBack) {
  EXPECT_EQ(after({Event::response_begins, Event::response_is_empty}).state(), State::listening);
}

TEST(TurnTaker, EventsThatMeanNothingChangeNothing) {
  for (const Event event : {Event::caller_stops, Event::response_is_empty, Event::all_is_played})
    EXPECT_EQ(after({event}).state(), State::listening);
  EXPECT_EQ(after({Event::response_begins, Event::audio_arrives, Event::caller_stops}).state(),
            State::agent_speaking);
}

}  // namespace
}  // namespace hookswitch::turn
