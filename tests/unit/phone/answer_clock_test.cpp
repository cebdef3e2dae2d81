#include "hookswitch/phone/answer_clock.hpp"

#include <gtest/gtest.h>

namespace hookswitch::phone {
namespace {

constexpr int kRate = 8'000;
constexpr Instant call_begins{Micros{5'000'000}};

/// Loud enough for speech, and no tone.
Pcm loud(std::size_t samples) {
  Pcm audio(samples);
  for (std::size_t i = 0; i < samples; ++i)
    audio[i] = static_cast<Sample>(static_cast<int>(i * 7'919 % 16'000) - 8'000);
  return audio;
}

struct AnswerClockTest : testing::Test {
  AnswerClock clock{kRate};
  Instant now = call_begins;

  void says(const Pcm& audio) {
    for (std::size_t at = 0; at < audio.size(); at += 160, now += 20ms)
      clock.said(PcmView(audio).subspan(at, 160), now);
  }
  void speaks(int ms) { says(loud(static_cast<std::size_t>(ms) * 8)); }
  void is_quiet(int ms) { says(Pcm(static_cast<std::size_t>(ms) * 8)); }
};

TEST_F(AnswerClockTest, AnAnswerIsMeasuredFromTheEndOfTheSpeech) {
  is_quiet(500);
  speaks(1'000);
  const Instant end = now;
  is_quiet(700);
  EXPECT_EQ(clock.heard(now), now - end);
}

TEST_F(AnswerClockTest, WhatBeginsWhileTheCallerSpeaksIsNoAnswer) {
  is_quiet(500);
  EXPECT_EQ(clock.heard(now), std::nullopt) << "a greeting";
  speaks(1'000);
  EXPECT_EQ(clock.heard(now), std::nullopt) << "an interruption";
}

TEST_F(AnswerClockTest, OnlyTheFirstSpeechAfterAnUtteranceAnswersIt) {
  is_quiet(500);
  speaks(1'000);
  is_quiet(700);
  EXPECT_NE(clock.heard(now), std::nullopt);
  is_quiet(700);
  EXPECT_EQ(clock.heard(now), std::nullopt);
}

TEST_F(AnswerClockTest, ACallerWhoGoesOnIsAnsweredFromHisLastWord) {
  is_quiet(500);
  speaks(600);
  is_quiet(400);
  speaks(600);
  const Instant end = now;
  is_quiet(300);
  EXPECT_EQ(clock.heard(now), now - end);
}

}  // namespace
}  // namespace hookswitch::phone
