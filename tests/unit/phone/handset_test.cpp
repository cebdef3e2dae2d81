#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "hookswitch/phone/earpiece.hpp"
#include "hookswitch/phone/mouthpiece.hpp"

namespace hookswitch::phone {
namespace {

constexpr Instant t0{};

TEST(SampleFifo, KeepsOrderAndNeverExceedsItsCapacity) {
  SampleFifo fifo(5);
  EXPECT_EQ(fifo.push(Pcm{1, 2, 3}), 0u);
  EXPECT_EQ(fifo.push(Pcm{4, 5, 6, 7}), 2u);
  Pcm out(4);
  EXPECT_EQ(fifo.pop(out), 4u);
  EXPECT_EQ(out, (Pcm{1, 2, 3, 4}));
  EXPECT_EQ(fifo.push(Pcm{8}), 0u);
  EXPECT_EQ(fifo.pop(out), 2u);
  EXPECT_EQ(out, (Pcm{5, 8, 3, 4}));
  EXPECT_EQ(fifo.size(), 0u);
}

TEST(Mouthpiece, ClipsWhatIsTooLoudAndTakesNanAsSilence) {
  Mouthpiece mouthpiece(8'000, 8'000);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> audio{0.0F, 0.5F, 1.0F, 2.0F, -1.0F, -7.0F, nan, infinity, -infinity};
  EXPECT_EQ(mouthpiece.push(audio), 0u);
  Pcm frame(9);
  mouthpiece.take(frame);
  EXPECT_EQ(mouthpiece.take(frame), 9u);
  EXPECT_EQ(frame, (Pcm{0, 16'384, 32'767, 32'767, -32'768, -32'768, 0, 32'767, -32'768}));
}

TEST(Mouthpiece, PadsWhatIsLeftOnceNothingMoreComes) {
  Mouthpiece mouthpiece(8'000, 8'000);
  mouthpiece.push(std::vector<float>(2, 0.5F));
  Pcm frame(4, 99);
  EXPECT_EQ(mouthpiece.take(frame), 0u) << "the other half may be on its way";
  EXPECT_EQ(frame, (Pcm{0, 0, 0, 0}));
  EXPECT_EQ(mouthpiece.take(frame), 2u);
  EXPECT_EQ(frame, (Pcm{16'384, 16'384, 0, 0}));
}

// A page's audio comes in blocks of 128 samples at 48 kHz, eight or seven to a frame.
TEST(Mouthpiece, BlocksThatDoNotFitTheFramesLeaveNoHolesInAWord) {
  Mouthpiece mouthpiece(48'000, 8'000);
  const std::vector<float> block(128, 0.5F);
  Pcm sent;
  for (std::int64_t frames = 1, pushed = 0; frames <= 500; ++frames) {
    for (; (pushed + 1) * 128 <= frames * 960; ++pushed) mouthpiece.push(block);
    Pcm frame(160);
    mouthpiece.take(frame);
    sent.insert(sent.end(), frame.begin(), frame.end());
  }
  const auto settled = std::find_if(sent.begin(), sent.end(), [](Sample s) { return s > 16'000; });
  EXPECT_LE(settled - sent.begin(), 3 * 160);
  EXPECT_EQ(std::count_if(settled, sent.end(), [](Sample s) { return s < 10'000; }), 0);
}

TEST(Mouthpiece, TellsItsBacklogAtTheDeviceRate) {
  Mouthpiece mouthpiece(48'000, 8'000);
  mouthpiece.push(std::vector<float>(48'000, 0.1F));
  EXPECT_NEAR(static_cast<double>(mouthpiece.waiting_at_device_rate()), 48'000, 480);
}

TEST(Mouthpiece, DropsWhatExceedsTenMinutes) {
  Mouthpiece mouthpiece(8'000, 8'000);
  const std::vector<float> minute(8'000 * 60, 0.1F);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(mouthpiece.push(minute), 0u);
  EXPECT_EQ(mouthpiece.push(std::vector<float>(100, 0.1F)), 100u);
  EXPECT_EQ(mouthpiece.waiting(), 10u * 60 * 8'000);
}

Earpiece earpiece(int wire, int device) { return Earpiece(wire, device, 60s, 60s); }

TEST(Earpiece, PlaysWhatItWasGivenThenReachesTheMark) {
  Earpiece ear = earpiece(8'000, 8'000);
  Pcm audio;
  for (int i = 0; i < 1'600; ++i) audio.push_back(static_cast<Sample>(i * 7 % 3'000 + 1));
  ear.insert(audio, 8'000, t0);
  ASSERT_TRUE(ear.mark("m1", Earpiece::MarkOf::message));
  Instant now = t0;
  int frames = 0;
  std::optional<Earpiece::Mark> mark;
  while (!mark && frames < 100) {
    ear.play(160, now += 20ms);
    ++frames;
    mark = ear.take_played_mark();
  }
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->name, "m1");
  Pcm heard;
  ear.take_heard(heard);
  // The first milliseconds are faded in.
  const auto found = std::search(heard.begin(), heard.end(), audio.begin() + 160, audio.end());
  EXPECT_NE(found, heard.end());
  EXPECT_EQ(heard.size(), static_cast<std::size_t>(frames) * 160);
}

TEST(Earpiece, AMarkWithNothingBeforeItIsReachedAtOnce) {
  Earpiece ear = earpiece(8'000, 8'000);
  ASSERT_TRUE(ear.mark("now", Earpiece::MarkOf::message));
  EXPECT_TRUE(ear.take_played_mark());
  EXPECT_FALSE(ear.take_played_mark());
}

TEST(Earpiece, ClearGivesBackTheMarksThatWereNotReached) {
  Earpiece ear = earpiece(8'000, 8'000);
  ear.insert(Pcm(800, 100), 8'000, t0);
  ASSERT_TRUE(ear.mark("a", Earpiece::MarkOf::message));
  ASSERT_TRUE(ear.mark("b", Earpiece::MarkOf::packet));
  EXPECT_EQ(ear.clear(), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(ear.take_played_mark());
  EXPECT_TRUE(ear.clear().empty());
}

TEST(Earpiece, RefusesMarksBeyondItsBounds) {
  Earpiece ear = earpiece(8'000, 8'000);
  ear.insert(Pcm(800, 100), 8'000, t0);
  std::size_t taken = 0;
  while (taken < 100'000 && ear.mark("m", Earpiece::MarkOf::packet)) ++taken;
  EXPECT_EQ(taken, Earpiece::kMaxMarks);
  ear.clear();
  const std::string large(Earpiece::kMaxMarkBytes, 'x');
  EXPECT_TRUE(ear.mark(large, Earpiece::MarkOf::message));
  EXPECT_FALSE(ear.mark("y", Earpiece::MarkOf::message));
}

TEST(Earpiece, GivesTheSpeakerTheSameAudioWhateverTheBlockSize) {
  Pcm audio;
  for (int i = 0; i < 8'000; ++i) audio.push_back(static_cast<Sample>((i * 131) % 9'000 - 4'500));
  const auto listen = [&](std::size_t block) {
    Earpiece ear = earpiece(8'000, 8'000);
    ear.insert(audio, 8'000, t0);
    std::vector<float> all;
    while (all.size() < 9'600) {
      std::vector<float> out(block);
      ear.pull(out, t0 + duration_of(static_cast<std::int64_t>(all.size()), 8'000));
      all.insert(all.end(), out.begin(), out.end());
    }
    all.resize(9'600);
    return all;
  };
  EXPECT_EQ(listen(160), listen(80));
}

TEST(Earpiece, CountsRealSamplesAtTheDeviceRate) {
  Earpiece ear = earpiece(8'000, 48'000);
  ear.insert(Pcm(4'000, 1'000), 8'000, t0);
  std::size_t real = 0;
  Instant now = t0;
  for (int i = 0; i < 375; ++i) {  // one second in blocks of 128
    std::vector<float> out(128);
    real += ear.pull(out, now += Micros{2'667});
  }
  EXPECT_NEAR(static_cast<double>(real), 24'000, 300);
}

TEST(Earpiece, KeepsTheLastMinuteWhenNobodyTakesWhatWasHeard) {
  Earpiece ear(8'000, 8'000, 60s, 1s);
  for (int i = 1; i <= 75; ++i) ear.play(160, t0 + i * 20ms);
  Pcm heard;
  ear.take_heard(heard);
  EXPECT_EQ(heard.size(), 8'000u);
  ear.take_heard(heard);
  EXPECT_EQ(heard.size(), 8'000u);
}

}  // namespace
}  // namespace hookswitch::phone
