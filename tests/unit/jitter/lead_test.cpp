// A sender that runs ahead of real time, as the bridge does: its speech is not bent.
#include <gtest/gtest.h>

#include <algorithm>

#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr Micros kFrame{20'000};

/// A host that keeps `lead` ahead of the clock, a network, a speaker, on machines that stall.
class LeadCall {
 public:
  explicit LeadCall(Micros lead) : lead_(lead), speech_(kit::speech_like(8'000, 30, 4)) {}

  struct Stall {
    Micros begin;
    Micros length;
    bool sender;
    bool speaker;
  };
  void run(Micros until, std::initializer_list<Stall> stalls) {
    for (; now_ < until; now_ += 5ms) {
      bool sender = true;
      bool speaker = true;
      for (const Stall& stall : stalls) {
        if (now_ < stall.begin || now_ >= stall.begin + stall.length) continue;
        sender = sender && !stall.sender;
        speaker = speaker && !stall.speaker;
      }
      // Either side makes good what it missed as soon as it runs again; here the speaker is first.
      for (; speaker && pulled_ * kFrame <= now_; ++pulled_) {
        Pcm block(160);
        buffer.pull(block, t0 + now_);
        heard.insert(heard.end(), block.begin(), block.end());
      }
      for (; sender && sent_ * kFrame < now_ + lead_; ++sent_)
        buffer.insert({PcmView(speech_).subspan(static_cast<std::size_t>(sent_) * 160, 160)},
                      t0 + now_);
    }
  }
  /// All of it but the fade-in.
  bool heard_untouched() const {
    const auto speech = speech_.begin() + 400;
    const auto begin = std::search(heard.begin(), heard.end(), speech, speech + 400);
    return begin != heard.end() && std::equal(begin, heard.end(), speech);
  }

  JitterBuffer buffer{JitterBuffer::Config{}};
  Pcm heard;

 private:
  Micros lead_;
  Pcm speech_;
  Micros now_{0};
  int sent_ = 0;
  int pulled_ = 0;
};

TEST(Lead, CoversAStallOfSenderSpeakerOrBothWithoutTouchingTheSpeech) {
  for (const Micros length : {Micros{60'000}, Micros{120'000}, Micros{180'000}})
    for (const int who : {1, 2, 3}) {
      LeadCall call(200ms);
      call.run(10s, {{3s, length, (who & 1) != 0, (who & 2) != 0},
                     {5s, length, (who & 1) != 0, (who & 2) != 0}});
      const auto& stats = call.buffer.stats();
      EXPECT_TRUE(call.heard_untouched()) << length.count() << " by " << who;
      EXPECT_EQ(stats.removed_samples_for_acceleration, 0u) << length.count() << " by " << who;
      EXPECT_EQ(stats.inserted_samples_for_deceleration, 0u) << length.count() << " by " << who;
      EXPECT_EQ(stats.concealed_samples, 0u) << length.count() << " by " << who;
    }
}

TEST(Lead, ASpeakerHeldUpForLongerThanTheLeadMissesNothing) {
  LeadCall call(200ms);
  call.run(10s, {{3s, 600ms, false, true}});
  EXPECT_TRUE(call.heard_untouched());
  EXPECT_EQ(call.buffer.stats().concealed_samples, 0u);
}

TEST(Lead, AStallLongerThanTheLeadCostsTheRestOnceAndBendsNothing) {
  LeadCall call(200ms);
  call.run(10s, {{3s, 400ms, true, false}});
  const auto& stats = call.buffer.stats();
  EXPECT_EQ(stats.concealment_events, 1u);
  EXPECT_GT(stats.concealed_samples, 100u * 8);
  EXPECT_LE(stats.concealed_samples, 200u * 8);
  EXPECT_EQ(stats.inserted_samples_for_deceleration, 0u);
  // What was lost in time is made good in pauses only.
  EXPECT_LT(stats.removed_samples_for_acceleration, stats.concealed_samples + 200);
}

/// Sentences of 1.5 s and more by a sender that keeps 200 ms ahead, each as long after the one
/// before as `pause` says.
Stats heard_with_pauses_of(Micros pause) {
  constexpr Micros kLead{200'000};
  const Pcm speech = kit::speech_like(8'000, 30, 4);
  JitterBuffer buffer(JitterBuffer::Config{});
  Pcm out(160);
  Micros begin{0};
  Micros sent{0};
  std::size_t at = 0;
  for (int sentence = 0; sentence < 8;) {
    const Micros length{1'500'000 + sentence * 300'000 % 1'000'000};
    const Micros now = kFrame * static_cast<std::int64_t>(at);
    for (; sent < length && begin + sent <= now + kLead; sent += kFrame)
      buffer.insert({PcmView(speech).subspan(at % 1'400 * 160, 160)}, t0 + now);
    if (sent >= length && now >= begin + length - kLead + pause) {
      begin = now;
      sent = Micros{0};
      ++sentence;
    }
    buffer.pull(out, t0 + now);
    ++at;
  }
  return buffer.stats();
}

TEST(Lead, APauseBetweenTwoSentencesIsNoStall) {
  for (const int pause : {250, 300, 350, 400, 600, 1'000, 1'900}) {
    const Stats stats = heard_with_pauses_of(Millis{pause});
    EXPECT_EQ(stats.interruptions, 0u) << pause;
    EXPECT_EQ(stats.concealed_samples, 0u) << pause;
  }
}

TEST(Lead, WithoutOneASpeakerHeldUpIsNoDelayEither) {
  LeadCall call(0ms);
  call.run(10s, {{3s, 150ms, false, true}, {6s, 150ms, false, true}});
  const auto& stats = call.buffer.stats();
  EXPECT_EQ(stats.concealed_samples, 0u);
  EXPECT_LT(stats.removed_samples_for_acceleration, 50u * 8);  // from 60 ms down to 20 ms
}

}  // namespace
}  // namespace hookswitch::jitter
