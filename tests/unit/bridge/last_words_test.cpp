// What the caller said last is in the transcript, or the record says how much of it is missing.
#include <gtest/gtest.h>

#include "hookswitch/agent/agent_dialect.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

struct Service : CallRig {
  using CallRig::CallRig;

  void utterance(const std::string& item) {
    agent_text(R"({"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":0,)"
               R"("item_id":")" +
               item + "\"}");
    agent_text(R"({"type":"input_audio_buffer.speech_stopped","event_id":"e","audio_end_ms":9,)"
               R"("item_id":")" +
               item + "\"}");
  }
  void understands(const std::string& item) {
    agent_text(R"({"type":"conversation.item.input_audio_transcription.completed","event_id":"e",)"
               R"("content_index":0,"item_id":")" +
               item + R"(","transcript":"words of )" + item + "\"}");
  }
  void fails(const std::string& item) {
    agent_text(R"({"type":"conversation.item.input_audio_transcription.failed","event_id":"e",)"
               R"("content_index":0,"item_id":")" +
               item + R"(","error":{"type":"transcription_error","message":"no"}})");
  }
  std::string missing() const {
    for (const auto& finding : record->diagnosis)
      if (finding.code == Errc::words_missing) return finding.evidence;
    return {};
  }
};

TEST(LastWords, UnderstoodWithinASecondOfTheStopAreInTheTranscriptHoweverManyAreOwed) {
  for (const int owed : {1, 2, 4, 6, 12}) {
    Service rig;
    rig.up();
    for (int i = 0; i < owed; ++i) rig.utterance("u" + std::to_string(i));
    rig.speak(1s);
    rig.stop();
    const std::int64_t stopped = rig.ms();
    rig.run(300ms);
    for (int i = 0; i < owed; ++i) {
      rig.understands("u" + std::to_string(i));
      if (i + 1 < owed) rig.run(Micros{700'000 / std::max(1, owed - 1)});
    }
    ASSERT_TRUE(rig.record) << owed;
    EXPECT_EQ(rig.record->transcript.size(), static_cast<std::size_t>(owed));
    EXPECT_EQ(rig.missing(), "");
    EXPECT_LE(*rig.ended_ms - stopped, 1'000) << "and nobody waits for more";
  }
}

TEST(LastWords, ThatDoNotComeAreCountedWithTheReason) {
  Service rig;
  rig.up();
  for (int i = 0; i < 6; ++i) rig.utterance("u" + std::to_string(i));
  rig.stop();
  const std::int64_t stopped = rig.ms();
  rig.run(200ms);
  rig.understands("u1");
  rig.run(5s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.missing(), "5 utterances: no text within 1200 ms");
  EXPECT_EQ(rig.record->transcript.size(), 1u);
  EXPECT_LE(*rig.gone_ms - stopped, 2'000);
}

TEST(LastWords, OfAnAgentThatIsGoneAreCountedToo) {
  Service rig;
  rig.up();
  rig.utterance("u1");
  rig.close_agent(1006);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.missing(), "1 utterance: the agent was gone");

  Service later;
  later.up();
  later.utterance("u1");
  later.utterance("u2");
  later.stop();
  later.run(300ms);
  later.close_agent(1000);
  ASSERT_TRUE(later.record);
  EXPECT_EQ(later.missing(), "2 utterances: the agent was gone");
  EXPECT_LE(*later.ended_ms, 400);
}

TEST(LastWords, OfAnAgentThatTakesNothingAreCountedToo) {
  Service rig;
  rig.up();
  rig.utterance("u1");
  rig.agent_reads = false;
  rig.speak(8s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.missing(), "1 utterance: the agent stopped reading");
}

TEST(LastWords, ThatTheServiceCouldNotTranscribeAreCountedApart) {
  Service rig;
  rig.up();
  rig.utterance("u1");
  rig.utterance("u2");
  rig.fails("u1");
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.missing(),
            "1 utterance: no text within 1200 ms; "
            "1 utterance: the agent's service could not transcribe them");
}

TEST(LastWords, OfACallWithMoreOpenUtterancesThanAreKeptAreAllCounted) {
  Service rig;
  rig.up();
  for (int i = 0; i < 50; ++i) rig.utterance("u" + std::to_string(i));
  rig.understands("u0");  // pushed out long ago
  rig.understands("u49");
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.missing(), "48 utterances: no text within 1200 ms");
}

TEST(LastWords, ThatInterruptTheAgentAreCompleteWhicheverIsReportedFirst) {
  for (const bool words_first : {true, false}) {
    Config config = CallRig::twilio();
    config.agent.dialect = agent::dialect_from_name("gemini");
    config.agent.model = "m";
    config.session = agent::usual_session(*config.agent.dialect);
    Service rig(config);
    rig.up();
    rig.agent_begins();
    rig.agent_audio(2s);
    rig.speak(500ms);
    if (words_first) rig.caller_is_understood("stop it");
    rig.caller_is_heard();
    if (!words_first) rig.caller_is_understood("stop it");
    rig.agent_says(200ms, "Yes?");
    rig.speak(500ms);
    rig.stop();
    const std::int64_t stopped = rig.ms();
    rig.run(5s);
    ASSERT_TRUE(rig.record);
    EXPECT_EQ(rig.missing(), "") << words_first;
    EXPECT_LE(*rig.ended_ms - stopped, 100) << "no words are awaited";
    ASSERT_FALSE(rig.record->transcript.empty());
    EXPECT_TRUE(std::ranges::any_of(rig.record->transcript,
                                    [](const auto& turn) { return turn.text == "stop it"; }));
  }
}

TEST(LastWords, AreNotMissedWhereNobodyWasToWriteThemDown) {
  Config config = CallRig::twilio();
  config.session.transcription_model.clear();
  Service rig(config);
  rig.up();
  rig.utterance("u1");
  rig.stop();
  ASSERT_TRUE(rig.record) << "nobody waits";
  EXPECT_EQ(rig.missing(), "");
}

}  // namespace
}  // namespace hookswitch::bridge
