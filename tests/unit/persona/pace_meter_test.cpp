// A wrong format is noticed by how fast its audio comes; pauses and bursts are no wrong format.
#include "hookswitch/persona/pace_meter.hpp"

#include <gtest/gtest.h>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::persona {
namespace {

using codec::Encoding;

constexpr codec::MediaFormat kPcm24{Encoding::l16_little, 24'000};
constexpr codec::MediaFormat kMuLaw{Encoding::pcmu, 8'000};

/// A sender of messages of `bytes`, one each `every`, in whatever format is declared.
struct Sender {
  explicit Sender(const codec::MediaFormat& format)
      : meter(format),
        bytes_per_second(codec::bytes_per_sample(format.encoding) * format.rate_hz) {}

  void send(std::int64_t bytes) {
    if (const auto told = meter.hear(Micros{bytes * 1'000'000 / bytes_per_second}, now)) {
      EXPECT_FALSE(verdict) << "told twice";
      verdict = told;
    }
  }
  void stream(std::int64_t bytes, Micros every, Micros length) {
    for (const Instant until = now + length; now < until; now += every) send(bytes);
  }

  PaceMeter meter;
  std::int64_t bytes_per_second;
  Instant now{};
  std::optional<PaceMeter::Verdict> verdict;
};

TEST(PaceMeter, EachFormatThatIsSentForAnotherIsNamed) {
  struct Case {
    codec::MediaFormat declared;
    std::int64_t bytes_per_20_ms;
    const char* comes;
    double ratio;
  };
  const Case cases[] = {
      {kPcm24, 160, "G.711", 1.0 / 6},         {kPcm24, 320, "PCM at 8 kHz", 1.0 / 3},
      {kPcm24, 640, "PCM at 16 kHz", 2.0 / 3}, {kPcm24, 1'764, "PCM at 44.1 kHz", 1.8375},
      {kPcm24, 1'920, "PCM at 48 kHz", 2.0},   {kMuLaw, 320, "PCM at 8 kHz", 2.0},
      {kMuLaw, 640, "PCM at 16 kHz", 4.0},     {kMuLaw, 960, "PCM at 24 kHz", 6.0},
  };
  for (const Case& each : cases) {
    Sender sender(each.declared);
    sender.stream(each.bytes_per_20_ms, 20ms, 4s);
    ASSERT_TRUE(sender.verdict) << each.comes;
    EXPECT_EQ(sender.verdict->comes, each.comes);
    EXPECT_NEAR(sender.verdict->ratio, each.ratio, 1e-9);
    EXPECT_NEAR(*sender.meter.ratio(), each.ratio, 1e-3);
  }
}

TEST(PaceMeter, TheDeclaredFormatIsNeverNamed) {
  for (const Micros every : {Micros{10ms}, Micros{20ms}, Micros{60ms}, Micros{100ms}, Micros{1s}}) {
    Sender sender(kPcm24);
    sender.stream(48 * every.count() / 1'000, every, 30s);
    EXPECT_FALSE(sender.verdict) << every.count();
    EXPECT_NEAR(*sender.meter.ratio(), 1.0, 1e-3);
  }
}

TEST(PaceMeter, LargeMessagesOfAWrongFormatAreNamedToo) {
  Sender sender(kPcm24);
  sender.stream(8'000, 1s, 6s);
  ASSERT_TRUE(sender.verdict);
  EXPECT_EQ(sender.verdict->comes, "G.711");
}

TEST(PaceMeter, SpeechThatIsSentWithoutItsPausesIsNoWrongFormat) {
  Sender sender(kPcm24);
  Rng rng(3);
  for (int i = 0; i < 60; ++i) {
    sender.stream(960, 20ms, Millis{300 + static_cast<std::int64_t>(rng.below(3'000))});
    sender.now += Millis{260 + static_cast<std::int64_t>(rng.below(2'000))};
  }
  EXPECT_FALSE(sender.verdict);
  EXPECT_NEAR(*sender.meter.ratio(), 1.0, 0.02);
}

TEST(PaceMeter, AWrongFormatIsNamedBetweenPausesAndBursts) {
  Sender sender(kPcm24);
  Rng rng(4);
  for (int i = 0; i < 6 && !sender.verdict; ++i) {
    sender.stream(160, 20ms, 2'500ms);
    // The network holds twenty messages back and brings them at once.
    sender.now += 400ms;
    for (int j = 0; j < 20; ++j) sender.send(160);
    sender.now += 700ms;
  }
  ASSERT_TRUE(sender.verdict);
  EXPECT_EQ(sender.verdict->comes, "G.711");
}

TEST(PaceMeter, JitterOfAGoodStreamIsNoWrongFormat) {
  Sender sender(kMuLaw);
  Rng rng(5);
  for (int i = 0; i < 3'000; ++i) {
    const Instant due = sender.now;
    sender.now += Micros{static_cast<std::int64_t>(rng.below(15'000))};
    sender.send(160);
    sender.now = due + 20ms;
    if (i % 250 == 0) {  // a stall, then what had to wait
      sender.now += 200ms;
      for (int j = 0; j < 10; ++j) sender.send(160);
    }
  }
  EXPECT_FALSE(sender.verdict);
  EXPECT_NEAR(*sender.meter.ratio(), 1.0, 0.05);
}

TEST(PaceMeter, AFileThatIsSentAtOnceHasNoPace) {
  Sender sender(kPcm24);
  for (int i = 0; i < 500; ++i) sender.send(960);
  EXPECT_FALSE(sender.verdict);
  EXPECT_FALSE(sender.meter.ratio());
}

TEST(PaceMeter, ASpeedThatNoFormatHasIsMeasuredAndNotNamed) {
  Sender sender(kPcm24);
  sender.stream(1'200, 20ms, 10s);
  EXPECT_FALSE(sender.verdict);
  EXPECT_NEAR(*sender.meter.ratio(), 1.25, 1e-3);
}

}  // namespace
}  // namespace hookswitch::persona
