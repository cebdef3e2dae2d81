#include "hookswitch/jitter/packet_queue.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};

TEST(PacketQueue, GivesBackWhatWasPushedWhateverThePieces) {
  PacketQueue queue(5'000);
  std::deque<Sample> model;
  Rng rng(7);
  Sample next = 0;
  for (int i = 0; i < 2'000; ++i) {
    Pcm piece(rng.below(700));
    for (auto& sample : piece) sample = ++next;
    const std::size_t taken = queue.push(piece, t0);
    EXPECT_EQ(taken, std::min(piece.size(), 5'000 - model.size()));
    model.insert(model.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(taken));
    next = static_cast<Sample>(next - static_cast<Sample>(piece.size() - taken));

    Pcm seen(rng.below(900));
    const std::size_t offset = rng.below(100);
    seen.resize(queue.copy(offset, seen));
    ASSERT_TRUE(seen.empty() || std::equal(seen.begin(), seen.end(),
                                           model.begin() + static_cast<std::ptrdiff_t>(offset)));
    const std::size_t gone = rng.below(900);
    queue.drop(gone, t0);
    model.erase(model.begin(),
                model.begin() + static_cast<std::ptrdiff_t>(std::min(gone, model.size())));
    ASSERT_EQ(queue.size(), model.size());
  }
}

TEST(PacketQueue, RefusesWhatIsOverItsCapacity) {
  PacketQueue queue(100);
  EXPECT_EQ(queue.push(Pcm(80), t0), 80u);
  EXPECT_EQ(queue.push(Pcm(80), t0), 20u);
  EXPECT_EQ(queue.push(Pcm(1), t0), 0u);
}

TEST(PacketQueue, AddsUpHowLongEachSampleStayed) {
  PacketQueue queue(1'000);
  queue.push(Pcm(10), t0);
  queue.push(Pcm(10), t0 + 5ms);
  EXPECT_EQ(queue.drop(15, t0 + 20ms), 10 * Micros{20'000} + 5 * Micros{15'000});
  EXPECT_EQ(queue.packets(), 1u);
}

TEST(PacketQueue, HoldsMoreTinyPacketsThanItHasPlacesForTimes) {
  PacketQueue queue(100'000);
  for (int i = 0; i < 50'000; ++i) queue.push(Pcm(1, static_cast<Sample>(i)), t0);
  EXPECT_EQ(queue.size(), 50'000u);
  queue.drop(49'999, t0);
  Pcm last(1);
  queue.copy(0, last);
  EXPECT_EQ(last[0], static_cast<Sample>(49'999));
}

}  // namespace
}  // namespace hookswitch::jitter
