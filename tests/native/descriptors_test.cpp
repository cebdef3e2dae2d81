#include "app/descriptors.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

TEST(Descriptors, CallsTakeThreeWithTheBuiltInAgentAndTwoWithAnother) {
  config::Settings own;
  config::Settings another;
  another.calls.usual.agent.endpoint.url = "wss://agent.example/";
  for (const std::size_t limit : {256U, 1'024U, 4'096U, 1'048'576U}) {
    const app::Capacity with_own = app::capacity_of(limit, own);
    EXPECT_LE(3 * with_own.calls + 2 * with_own.connections + 64, limit);
    EXPECT_GT(3 * with_own.calls, limit / 3);
    EXPECT_EQ(app::capacity_of(limit, another).calls / 3, with_own.calls / 2);
  }
}

TEST(Descriptors, ThereIsAlwaysRoomForOne) {
  EXPECT_EQ(app::capacity_of(10, {}).calls, 1u);
  EXPECT_EQ(app::capacity_of(10, {}).connections, 32u);
}

}  // namespace
}  // namespace hookswitch
