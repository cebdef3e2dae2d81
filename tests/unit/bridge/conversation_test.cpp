#include "hookswitch/bridge/conversation.hpp"

#include <gtest/gtest.h>

#include "start_time.hpp"

namespace hookswitch::bridge {
namespace {

struct ConversationTest : testing::Test {
  Outbox out;
  CallLog log{t0, {}, out};
  Conversation talk{log, true};

  void says(agent::Speaker speaker, std::string item, std::string text, bool final, Instant at) {
    talk.text(agent::Transcript{speaker, std::move(item), std::move(text), final}, at);
  }
  const std::vector<record::TurnFact>& turns() const { return log.record().transcript; }
};

TEST_F(ConversationTest, ACallersTurnBeginsWhenHeIsHeardNotWhenHeIsUnderstood) {
  talk.caller_started("u1", t0 + 1s);
  talk.caller_stopped(t0 + 3s);
  says(agent::Speaker::caller, "u1", "Good morning", true, t0 + 4s);
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].at_ms, 1'000);
  EXPECT_EQ(talk.caller_speech(t0 + 4s), 2s);
}

TEST_F(ConversationTest, PiecesAreJoinedAndTheFinalTextReplacesThem) {
  says(agent::Speaker::agent, "a1", "Hel", false, t0);
  says(agent::Speaker::agent, "a1", "lo", false, t0);
  EXPECT_TRUE(talk.unsaved());
  talk.flush();
  EXPECT_EQ(turns()[0].text, "Hello");
  EXPECT_FALSE(talk.unsaved());
  says(agent::Speaker::agent, "a1", "Hello!", true, t0);
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].text, "Hello!");
}

TEST_F(ConversationTest, WordsAreAwaitedUntilTheyAreThere) {
  EXPECT_FALSE(talk.awaits_text());
  talk.caller_started("u1", t0);
  EXPECT_TRUE(talk.awaits_text());
  talk.caller_stopped(t0 + 1s);
  EXPECT_TRUE(talk.awaits_text());
  says(agent::Speaker::caller, "u1", "Yes", true, t0 + 2s);
  EXPECT_FALSE(talk.awaits_text());
}

TEST_F(ConversationTest, WordsThatFailedDoNotShiftThoseThatFollow) {
  talk.caller_started("u1", t0);
  talk.caller_stopped(t0 + 1s);
  talk.caller_started("u2", t0 + 4s);
  talk.caller_stopped(t0 + 5s);
  talk.text_failed("u1");
  EXPECT_TRUE(talk.awaits_text());
  says(agent::Speaker::caller, "u2", "Yes", true, t0 + 6s);
  EXPECT_FALSE(talk.awaits_text());
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].at_ms, 4'000);
}

TEST_F(ConversationTest, WhatHadBeenUnderstoodOfFailedWordsIsKept) {
  talk.caller_started("u1", t0);
  says(agent::Speaker::caller, "u1", "I would", false, t0 + 1s);
  talk.text_failed("u1");
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].text, "I would");
}

TEST_F(ConversationTest, UtterancesThatAreNamedOnlyByTheirTextKeepTheirOrder) {
  for (const auto at : {t0 + 1s, t0 + 5s}) {
    talk.caller_started("", at);
    talk.caller_stopped(at + 1s);
  }
  EXPECT_TRUE(talk.open_turns().empty()) << "nothing is known of what was said";
  says(agent::Speaker::caller, "x", "One", true, t0 + 7s);
  says(agent::Speaker::caller, "y", "Two", true, t0 + 8s);
  ASSERT_EQ(turns().size(), 2u);
  EXPECT_EQ(turns()[0].at_ms, 1'000);
  EXPECT_EQ(turns()[1].at_ms, 5'000);
}

TEST_F(ConversationTest, EveryUtteranceWithoutWordsIsOwedThoseThatWerePushedOutToo) {
  for (std::size_t i = 0; i < 2 * Conversation::kMaxOpen; ++i) {
    EXPECT_EQ(talk.owed(), i);
    talk.caller_started("u" + std::to_string(i), t0);
    talk.caller_stopped(t0 + 1s);
    EXPECT_TRUE(talk.awaits_text());
  }
  says(agent::Speaker::caller, "u0", "the first of them", true, t0 + 2s);
  talk.text_failed("u63");
  EXPECT_EQ(talk.owed(), 2 * Conversation::kMaxOpen - 2);
  EXPECT_EQ(talk.failed(), 1u);
}

TEST_F(ConversationTest, AnAgentThatTranscribesNothingIsNotWaitedFor) {
  Conversation mute(log, false);
  mute.caller_started("u1", t0);
  EXPECT_FALSE(mute.awaits_text());
}

TEST_F(ConversationTest, AnInterruptedTurnKeepsItsMarkWhenItsTextComesLate) {
  talk.agent_audio("a1", t0);
  talk.interrupted("a1", 740ms, t0 + 1s);
  says(agent::Speaker::agent, "a1", "I was going to say", true, t0 + 2s);
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_TRUE(turns()[0].interrupted);
  EXPECT_EQ(turns()[0].heard_ms, 740);
  EXPECT_EQ(turns()[0].text, "I was going to say");
}

TEST_F(ConversationTest, TextThatIsWholeBeforeItsSoundIsNotLost) {
  says(agent::Speaker::agent, "a1", "Hello!", true, t0);
  talk.agent_audio("a1", t0 + 1s);
  EXPECT_EQ(talk.playing(), std::vector<std::string>{"a1"});
  talk.played("a1", 900ms);
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].text, "Hello!");
  EXPECT_EQ(turns()[0].heard_ms, 900);
}

TEST_F(ConversationTest, ATurnThatSeemedToBeOverKeepsItsText) {
  says(agent::Speaker::agent, "a1", "Hello!", true, t0);
  talk.agent_audio("a1", t0);
  talk.played("a1", 900ms);
  talk.agent_audio("a1", t0 + 2s);
  talk.interrupted("a1", 950ms, t0 + 3s);
  ASSERT_EQ(turns().size(), 1u);
  EXPECT_EQ(turns()[0].text, "Hello!");
  EXPECT_EQ(turns()[0].at_ms, 0);
  EXPECT_EQ(turns()[0].heard_ms, 950);
  EXPECT_FALSE(talk.awaits_text());
}

TEST_F(ConversationTest, TextIsBoundedPerTurnAndTurnsAreBounded) {
  for (int i = 0; i < 1'000; ++i)
    says(agent::Speaker::agent, "a1", std::string(1'000, 'x'), false, t0);
  talk.flush();
  EXPECT_EQ(turns()[0].text.size(), Conversation::kMaxText);
  for (int i = 0; i < 1'000; ++i)
    says(agent::Speaker::agent, "b" + std::to_string(i), "piece", false, t0);
  EXPECT_LE(talk.open_turns().size(), Conversation::kMaxOpen);
  talk.flush();
  EXPECT_EQ(turns().size(), 1'001u) << "turns that are pushed out are saved before";
}

TEST_F(ConversationTest, WhatIsSentAgainAndAgainIsJournalledAFewTimesAndEndsAsItStands) {
  const auto rows = [this] {
    std::int64_t bytes = 0;
    while (const auto output = out.pop())
      if (const auto* row = std::get_if<Journal>(&*output))
        if (const auto* turn = std::get_if<record::TurnFact>(&row->fact))
          bytes += static_cast<std::int64_t>(turn->text.size());
    return bytes;
  };
  const auto again = [this](int count, Instant at) {
    for (int i = 0; i < count; ++i)
      says(agent::Speaker::agent, "a1", std::to_string(i) + std::string(15'000, 'x'), true, at);
  };
  again(1'000, t0);
  EXPECT_LE(rows(), 15'005 + Conversation::kReplacedAtOnce);
  EXPECT_TRUE(talk.unsaved());
  again(1'000, t0 + 10s);
  EXPECT_LE(rows(), Conversation::kReplacedAtOnce);
  talk.flush_due(t0 + 20s);
  EXPECT_FALSE(talk.unsaved());
  EXPECT_TRUE(turns()[0].text.starts_with("999x"));
  for (int minute = 1; minute < 60; ++minute) again(100, t0 + minute * 1min);
  EXPECT_LE(rows(), Conversation::kMaxReplaced);
  talk.flush();
  EXPECT_TRUE(turns()[0].text.starts_with("99x"));
}

TEST_F(ConversationTest, TheSameTwiceIsNoNews) {
  says(agent::Speaker::agent, "a1", "Hello!", true, t0);
  while (out.pop()) {
  }
  says(agent::Speaker::agent, "a1", "Hello!", true, t0);
  EXPECT_FALSE(out.pop());
}

TEST_F(ConversationTest, TextsThatNobodyFinishesAreTakenForWholeTheOldestFirst) {
  for (int i = 0; i < 10; ++i)
    says(agent::Speaker::agent, "a" + std::to_string(i), std::string(10'000, 'x'), false, t0);
  std::size_t open = 0;
  for (const auto& turn : talk.open_turns()) open += turn.text.size();
  EXPECT_LE(open, Conversation::kMaxOpenText);
  EXPECT_EQ(talk.open_turns().back().turn_id, "a9");
  talk.flush();
  ASSERT_EQ(turns().size(), 10u);
  for (const auto& turn : turns()) EXPECT_EQ(turn.text.size(), 10'000u);
}

}  // namespace
}  // namespace hookswitch::bridge
