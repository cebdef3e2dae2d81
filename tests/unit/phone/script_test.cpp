#include "hookswitch/phone/script.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::phone {
namespace {

/// A call as a script sees it, in virtual time: what the script does is written down with its time.
struct Rehearsal {
  explicit Rehearsal(TestCall call)
      : script(std::make_shared<const Plan>(plan_of(std::move(call)))) {}

  void up() {
    state = State::open;
    look();
  }
  void at(Micros when) {
    for (auto due = next_deadline(); due && *due <= Instant{when}; due = next_deadline()) {
      now = std::max(now, *due);
      look();
    }
    now = Instant{when};
    look();
  }
  void host_speaks(Micros when) {
    at(when);
    answer.hearing(now);
    look();
  }
  void host_stops(Micros when) {
    at(when);
    answer.quiet(now);
    look();
  }
  /// All that was given has been sent.
  void said(Micros when) {
    at(when);
    all_said = true;
    look();
  }

  std::optional<Instant> next_deadline() const {
    return script.next_deadline({state, all_said, answer});
  }
  void look() {
    while (const auto input = script.next({state, all_said, answer}, now))
      std::visit(Overloaded{
                     [this](const Microphone& speech) {
                       all_said = false;
                       note(speech.over_speech ? "barge_in" : "say");
                     },
                     [this](const EndTurn&) { answer.turn(now); },
                     [this](const PressDigit& press) {
                       answer.turn(now);
                       note(std::string("press ") + press.digit);
                     },
                     [this](const HangUp&) { note("hang_up"); },
                     [this](const BargeInMissed&) { note("barge_in_missed"); },
                     [this](const auto&) { note("something else"); },
                 },
                 *input);
  }
  void note(const std::string& what) {
    done.push_back(what + " at " + std::to_string(to_ms(now.time_since_epoch())));
  }

  Script script;
  State state = State::dialing;
  bool all_said = true;
  AnswerWatch answer;
  Instant now{};
  std::vector<std::string> done;
};

using Done = std::vector<std::string>;

TestCall talk(std::string digits = {}) {
  TestCall call;
  call.speech.assign(800, 0.5F);
  call.digits = std::move(digits);
  call.hangs_up = true;
  return call;
}

TEST(Script, DoesNothingBeforeTheCallIsUp) {
  Rehearsal rehearsal(talk());
  rehearsal.at(60s);
  EXPECT_EQ(rehearsal.done, Done{});
  EXPECT_EQ(rehearsal.next_deadline(), std::nullopt);
  rehearsal.up();
  rehearsal.at(61s);
  EXPECT_EQ(rehearsal.done, Done{"say at 60000"});
}

TEST(Script, SpeaksThenPressesKeysAtTheirPaceThenWaitsThenHangsUp) {
  Rehearsal rehearsal(talk("1#"));
  rehearsal.up();
  rehearsal.at(0s);
  rehearsal.said(2s);
  rehearsal.host_speaks(4s);
  rehearsal.host_stops(5s);
  rehearsal.at(10s);
  EXPECT_EQ(rehearsal.done,
            (Done{"say at 0", "press 1 at 2000", "press # at 2300", "hang_up at 7000"}));
  EXPECT_TRUE(rehearsal.script.over());
}

TEST(Script, WithoutSpeechItPressesKeysAfterALeadIn) {
  TestCall call;
  call.digits = "5";
  Rehearsal rehearsal(call);
  rehearsal.up();
  rehearsal.at(1s);
  EXPECT_EQ(rehearsal.done, Done{"press 5 at 300"});
  rehearsal.at(15'599ms);
  EXPECT_FALSE(rehearsal.script.over());
  rehearsal.at(15'600ms);
  EXPECT_TRUE(rehearsal.script.over()) << "nothing was heard within 15 s of the end of the press";
}

TEST(Script, AGreetingThatIsOverBeforeTheTurnEndsIsNoAnswer) {
  Rehearsal rehearsal(talk());
  rehearsal.up();
  rehearsal.host_speaks(500ms);
  rehearsal.host_stops(1s);
  rehearsal.said(2s);
  rehearsal.at(16'999ms);
  EXPECT_EQ(rehearsal.done, Done{"say at 0"});
  rehearsal.at(17s);
  EXPECT_EQ(rehearsal.done, (Done{"say at 0", "hang_up at 17000"}));
  EXPECT_FALSE(rehearsal.answer.answered());
}

TEST(Script, SpeechThatGoesOnOverTheEndOfTheTurnIsAnAnswer) {
  Rehearsal rehearsal(talk());
  rehearsal.up();
  rehearsal.host_speaks(1s);
  rehearsal.said(2s);
  rehearsal.host_stops(3s);
  rehearsal.at(10s);
  EXPECT_EQ(rehearsal.done, (Done{"say at 0", "hang_up at 5000"}));
}

TEST(Script, APauseInsideAnAnswerIsNotItsEnd) {
  Rehearsal rehearsal(talk());
  rehearsal.up();
  rehearsal.said(1s);
  rehearsal.host_speaks(2s);
  rehearsal.host_stops(3s);
  rehearsal.host_speaks(4'900ms);
  rehearsal.host_stops(6s);
  rehearsal.at(20s);
  EXPECT_EQ(rehearsal.done.back(), "hang_up at 8000");
}

TEST(Script, AHostThatNeverStopsIsWaitedForUpToTheLimit) {
  TestCall call = talk();
  call.answer.limit = 30s;
  Rehearsal rehearsal(call);
  rehearsal.up();
  rehearsal.said(1s);
  rehearsal.host_speaks(2s);
  rehearsal.at(30'999ms);
  EXPECT_FALSE(rehearsal.script.over());
  rehearsal.at(31s);
  EXPECT_EQ(rehearsal.done.back(), "hang_up at 31000");
}

TEST(Script, BargesInWhileTheHostSpeaksAndWaitsForTheNextAnswer) {
  TestCall call = talk();
  call.barge_in = 800ms;
  Rehearsal rehearsal(call);
  rehearsal.up();
  rehearsal.said(1s);
  rehearsal.host_speaks(2s);
  rehearsal.at(2'799ms);
  EXPECT_EQ(rehearsal.done, Done{"say at 0"});
  rehearsal.at(3s);
  rehearsal.host_stops(3'100ms);
  rehearsal.said(4s);
  rehearsal.host_speaks(5s);
  rehearsal.host_stops(6s);
  rehearsal.at(20s);
  EXPECT_EQ(rehearsal.done, (Done{"say at 0", "barge_in at 2800", "hang_up at 8000"}));
}

TEST(Script, AHostThatSpeaksAlreadyIsListenedToBeforeTheBargeIn) {
  TestCall call = talk();
  call.barge_in = 500ms;
  Rehearsal rehearsal(call);
  rehearsal.up();
  rehearsal.host_speaks(200ms);
  rehearsal.said(1s);
  rehearsal.at(2s);
  EXPECT_EQ(rehearsal.done, (Done{"say at 0", "barge_in at 1500"}));
}

TEST(Script, ABargeInWaitsForSpeechThatIsLongEnough) {
  TestCall call = talk();
  call.barge_in = 800ms;
  Rehearsal rehearsal(call);
  rehearsal.up();
  rehearsal.said(1s);
  rehearsal.host_speaks(2s);
  rehearsal.host_stops(2'500ms);
  rehearsal.host_speaks(3s);
  rehearsal.at(4s);
  EXPECT_EQ(rehearsal.done, (Done{"say at 0", "barge_in at 3800"}));
}

TEST(Script, ABargeInWithoutAnOpportunityIsRemarkedAndTheCallEnds) {
  TestCall call = talk();
  call.barge_in = 800ms;
  Rehearsal short_answer(call);
  short_answer.up();
  short_answer.said(1s);
  short_answer.host_speaks(2s);
  short_answer.host_stops(2'500ms);
  short_answer.at(20s);
  EXPECT_EQ(short_answer.done, (Done{"say at 0", "barge_in_missed at 4500", "hang_up at 4500"}));

  Rehearsal no_answer(call);
  no_answer.up();
  no_answer.said(1s);
  no_answer.at(60s);
  EXPECT_EQ(no_answer.done, (Done{"say at 0", "barge_in_missed at 16000", "hang_up at 16000"}));
}

TEST(Script, IsOverWhenTheCallIs) {
  for (const State state : {State::hanging_up, State::ended}) {
    Rehearsal rehearsal(talk());
    rehearsal.up();
    rehearsal.at(0s);
    rehearsal.state = state;
    rehearsal.at(1s);
    EXPECT_TRUE(rehearsal.script.over());
    EXPECT_EQ(rehearsal.done, Done{"say at 0"});
    EXPECT_EQ(rehearsal.next_deadline(), std::nullopt);
  }
}

TEST(Script, AWaitAloneCountsItsTimeFromItsOwnBeginning) {
  Rehearsal rehearsal(TestCall{});
  rehearsal.answer.hearing(Instant{1s});
  rehearsal.answer.quiet(Instant{2s});
  rehearsal.at(10s);
  rehearsal.up();
  rehearsal.at(11'999ms);
  EXPECT_FALSE(rehearsal.script.over());
  rehearsal.at(12s);
  EXPECT_TRUE(rehearsal.script.over());
  EXPECT_TRUE(rehearsal.answer.answered());
}

TEST(Script, OnePlanIsSharedByManyScripts) {
  const auto plan = std::make_shared<const Plan>(plan_of(talk("1")));
  AnswerWatch answer;
  std::vector<Script> scripts(1'000, Script(plan));
  for (Script& script : scripts) {
    const auto input = script.next({State::open, true, answer}, Instant{});
    ASSERT_TRUE(input);
    EXPECT_EQ(std::get<Microphone>(*input).samples.data(), plan->speech.data());
  }
}

}  // namespace
}  // namespace hookswitch::phone
