#include "hookswitch/persona/parrot.hpp"

#include <algorithm>

#include "hookswitch/persona/listener.hpp"
#include "unit/persona/joined_ends.hpp"

namespace hookswitch::persona {
namespace {

using codec::Encoding;

agent::SessionConfig pcm() { return agent::usual_session(); }

/// Where `part` lies in `whole`; whole.size() when it does not.
std::size_t find(PcmView whole, PcmView part) {
  return static_cast<std::size_t>(
      std::search(whole.begin(), whole.end(), part.begin(), part.end()) - whole.begin());
}

TEST(Parrot, SaysBackTheVerySamplesItHeardAtEveryFormat) {
  for (const codec::MediaFormat format :
       {codec::MediaFormat{Encoding::l16_little, 24'000}, codec::MediaFormat{Encoding::pcmu, 8'000},
        codec::MediaFormat{Encoding::pcma, 8'000}}) {
    SCOPED_TRACE(codec::to_string(format.encoding));
    agent::SessionConfig config = pcm();
    config.input = config.output = format;
    JoinedEnds call(Persona::parrot, config);
    ASSERT_TRUE(call.client->ready());

    const Pcm said = babble(1'500ms, format.rate_hz, 1);
    call.say(silence(600ms, format.rate_hz));
    call.say(said);
    call.say(silence(1s, format.rate_hz));
    call.wait(2s);

    // What is heard back went over the format twice; over it once is what the parrot heard.
    std::vector<std::uint8_t> bytes;
    Pcm once;
    codec::encode(format.encoding, said, bytes);
    ASSERT_TRUE(codec::decode(format.encoding, bytes, once));
    ASSERT_LT(find(call.heard, once), call.heard.size());
    const auto prefix = find(call.heard, once);
    EXPECT_NEAR(static_cast<double>(prefix), 0.3 * format.rate_hz, 0.011 * format.rate_hz);
    EXPECT_LT(call.heard.size() - prefix - once.size(), 0.011 * format.rate_hz);
    EXPECT_EQ(call.all<agent::CallerSpeechStarted>().size(), 1u);
    EXPECT_EQ(call.all<agent::CallerSpeechStopped>().size(), 1u);
    ASSERT_EQ(call.all<agent::TurnDone>().size(), 1u);
    EXPECT_EQ(call.all<agent::TurnDone>()[0].outcome, agent::TurnDone::Outcome::completed);
  }
}

TEST(Parrot, SpeaksFasterThanRealTimeInUnevenChunks) {
  JoinedEnds call(Persona::parrot);
  call.say(babble(4s, 24'000, 2));
  call.say(silence(520ms, 24'000));
  ASSERT_EQ(call.all<agent::TurnStarted>().size(), 1u);
  call.wait(1s);
  EXPECT_EQ(call.all<agent::TurnDone>().size(), 1u) << "4 s are said within 1 s";
  ASSERT_GT(call.chunks.size(), 9u);
  std::size_t odd = 0;
  for (const std::size_t chunk : call.chunks) {
    EXPECT_LE(chunk, 9'600u);
    odd += chunk % 2;
  }
  EXPECT_GT(odd, 0u);
}

TEST(Parrot, SaysAgainWhatTheCallerTalkedOver) {
  JoinedEnds call(Persona::parrot);
  const Pcm first = babble(2s, 24'000, 3);
  const Pcm second = babble(1s, 24'000, 4);
  call.say(first);
  call.say(silence(620ms, 24'000));  // a pause longer than silence_duration
  ASSERT_FALSE(call.heard.empty());
  call.say(second);

  // The caller heard 200 ms of it. The response was cut off before all of it was sent.
  ASSERT_EQ(call.all<agent::CallerSpeechStarted>().size(), 2u);
  ASSERT_EQ(call.all<agent::TurnDone>().size(), 1u);
  EXPECT_EQ(call.all<agent::TurnDone>()[0].outcome, agent::TurnDone::Outcome::cancelled);
  const std::size_t heard = call.item_start + 24 * 200;
  const auto truncate = call.client->truncate(call.item, Millis{200});
  ASSERT_TRUE(truncate);
  call.send(*truncate);
  call.heard.resize(heard);
  call.say(silence(700ms, 24'000));
  call.wait(2s);

  EXPECT_LT(find(call.heard, first), call.heard.size()) << "the first part is whole";
  EXPECT_LT(find(call.heard, second), call.heard.size()) << "and so is the second";
  EXPECT_LT(find(call.heard, first), find(call.heard, second));
  EXPECT_EQ(call.refused, 0u);
}

TEST(Parrot, TakesWhatWasSentAsHeardWhenTheClientDoesNotTruncate) {
  JoinedEnds call(Persona::parrot);
  const Pcm first = babble(3s, 24'000, 5);
  const Pcm second = babble(1s, 24'000, 6);
  call.say(first);
  call.say(silence(520ms, 24'000));
  call.say(second);
  call.say(silence(700ms, 24'000));
  call.wait(2s);
  // Nothing is said twice and nothing is missing: both parts come out whole, in order.
  EXPECT_LT(find(call.heard, first), call.heard.size());
  EXPECT_LT(find(call.heard, second), call.heard.size());
  EXPECT_LT(call.heard.size(), 24'000u * 5);
}

TEST(Parrot, ATruncationThatComesLateIsStillSaid) {
  JoinedEnds call(Persona::parrot);
  const Pcm first = babble(1s, 24'000, 7);
  call.say(first);
  call.say(silence(560ms, 24'000));
  call.wait(1s);
  const std::string item = call.item;
  call.say(babble(2s, 24'000, 8));
  call.say(silence(520ms, 24'000));
  ASSERT_EQ(call.all<agent::TurnStarted>().size(), 2u);
  call.send(*call.client->truncate(item, Millis{0}));
  const std::size_t before = call.heard.size();
  call.wait(3s);
  const PcmView after = PcmView(call.heard).subspan(before);
  EXPECT_LT(find(after, first), after.size());
}

TEST(Parrot, KeepsHalfAMinuteAndSaysWhatItCouldNotKeep) {
  agent::SessionConfig config = agent::usual_session();
  config.input = config.output = {codec::Encoding::pcmu, 8'000};
  JoinedEnds call(Persona::parrot, config);
  for (int i = 0; i < 60; ++i) {  // 30 s with breaths in it: steady noise would become the floor
    call.say(babble(300ms, 8'000, 9));
    call.say(silence(200ms, 8'000));
  }
  call.say(silence(600ms, 8'000));
  call.wait(40s);
  EXPECT_EQ(call.heard.size(), kMaxKept);
  bool told = false;
  for (const auto& text : call.all<agent::Transcript>())
    told = told || (text.final && text.speaker == agent::Speaker::agent &&
                    text.text == "25.6 s of speech said back, 4.2 s more were too much to keep");
  EXPECT_TRUE(told);
}

TEST(Parrot, WritesDownBothSidesOfTheTurn) {
  JoinedEnds call(Persona::parrot);
  call.say(silence(600ms, 24'000));
  call.say(babble(2s, 24'000, 10));
  call.say(silence(600ms, 24'000));
  call.wait(2s);
  std::vector<std::string> texts;
  for (const auto& text : call.all<agent::Transcript>())
    if (text.final) texts.push_back(text.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"speech of 2.3 s", "2.3 s of speech said back"}));
}

TEST(Parrot, GreetsWithAChimeThatItDoesNotRepeat) {
  agent::SessionConfig config = agent::usual_session();
  config.greeting = "Say hello.";
  JoinedEnds call(Persona::parrot, config);
  call.wait(1s);
  EXPECT_EQ(call.heard.size(), 24u * 600);
  EXPECT_EQ(*std::max_element(call.heard.begin(), call.heard.end()) > 3'000, true);
  const std::string item = call.item;
  const Pcm said = babble(1s, 24'000, 11);
  call.heard.clear();
  call.say(said);
  call.send(*call.client->truncate(item, Millis{100}));
  call.say(silence(600ms, 24'000));
  call.wait(2s);
  EXPECT_LT(call.heard.size(), 24u * 1'400);
  EXPECT_LT(find(call.heard, said), call.heard.size());
}

}  // namespace
}  // namespace hookswitch::persona
