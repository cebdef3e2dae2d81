#include "hookswitch/bridge/outbox.hpp"

#include <gtest/gtest.h>

namespace hookswitch::bridge {
namespace {

TEST(Outbox, HandsOutInOrderAndGivesBackTheRoomForABurst) {
  Outbox out;
  for (std::uint64_t i = 0; i < 1'000; ++i) out.push(DropLeg{i % 2 ? Leg::agent : Leg::carrier});
  EXPECT_GE(out.capacity(), 1'000u);
  for (std::uint64_t i = 0; i < 1'000; ++i)
    EXPECT_EQ(std::get<DropLeg>(*out.pop()).leg, i % 2 ? Leg::agent : Leg::carrier);
  EXPECT_FALSE(out.pop());
  EXPECT_EQ(out.capacity(), 0u);
  out.push(Gone{});
  const std::size_t usual = out.capacity();
  EXPECT_TRUE(out.pop());
  EXPECT_EQ(out.capacity(), usual) << "what is usual is kept";
}

}  // namespace
}  // namespace hookswitch::bridge
