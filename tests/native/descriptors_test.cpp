#include "app/descriptors.hpp"

#include <gtest/gtest.h>

namespace hookswitch::native {
namespace {

TEST(Descriptors, CallsTakeThreeWithTheBuiltInAgentAndTwoWithAnother) {
  Settings own;
  Settings another;
  another.calls.usual.agent.endpoint.url = "wss://agent.example/";
  for (const std::size_t limit : {256U, 1'024U, 4'096U, 1'048'576U}) {
    const Capacity with_own = capacity_of(limit, own);
    EXPECT_LE(3 * with_own.calls + 2 * with_own.connections + 64, limit);
    EXPECT_GT(3 * with_own.calls, limit / 3);
    EXPECT_EQ(capacity_of(limit, another).calls / 3, with_own.calls / 2);
  }
}

TEST(Descriptors, ThereIsAlwaysRoomForOne) {
  EXPECT_EQ(capacity_of(10, {}).calls, 1u);
  EXPECT_EQ(capacity_of(10, {}).connections, 32u);
}

}  // namespace
}  // namespace hookswitch::native
