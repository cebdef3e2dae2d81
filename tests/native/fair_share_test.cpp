#include "net/fair_share.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "net/large_messages.hpp"

namespace hookswitch::native {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock::time_point;

TEST(FairShare, ACallAtItsPaceNeverWaits) {
  struct Pace {
    SocketUse use;
    std::size_t bytes;
    std::chrono::microseconds every;
  };
  // 48 kHz as JSON numbers, 24 kHz binary, a little burst of an agent at eight times real time.
  for (const auto& [use, bytes, every] :
       {Pace{SocketUse::carrier, 3'000, 10ms}, Pace{SocketUse::carrier, 960, 20ms},
        Pace{SocketUse::agent, 26'000, 50ms}}) {
    FairShare share(use);
    Time now{};
    for (int i = 0; i < 1'000; ++i, now += every) ASSERT_TRUE(share.spend(bytes, now)) << i;
  }
}

TEST(FairShare, WhoSendsMoreOwesAndTimePays) {
  FairShare share(SocketUse::carrier);
  Time now{};
  EXPECT_TRUE(share.spend(16 << 10, now));
  EXPECT_FALSE(share.spend(1 << 20, now));
  EXPECT_FALSE(share.spend(0, now + 1s));
  EXPECT_TRUE(share.spend(0, now + 4s));
}

TEST(FairShare, SmallMessagesCostToo) {
  FairShare share(SocketUse::carrier);
  int messages = 0;
  while (share.spend(2, Time{})) ++messages;
  EXPECT_LT(messages, 100);
}

net::awaitable<void> owe(FairShare& share, int name, std::string& order) {
  co_await share.turn();
  order += static_cast<char>('a' + name);
}

TEST(FairShare, ThoseWhoOweAreServedInTurnAndASmallDebtDoesNotWaitForALargeOne) {
  net::io_context context{1};
  std::string order;
  FairShare shares[] = {FairShare(SocketUse::carrier), FairShare(SocketUse::carrier),
                        FairShare(SocketUse::carrier)};
  const std::size_t sizes[] = {1 << 20, 40 << 10, 60 << 10};
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(shares[i].spend(sizes[i], Time{}));
    spawn(context.get_executor(), owe(shares[i], i, order));
  }
  const auto begun = std::chrono::steady_clock::now();
  context.run();
  EXPECT_EQ(order, "bca");
  const auto ticks = (1 << 20) / FairShare::kPerTick;
  EXPECT_GE(std::chrono::steady_clock::now() - begun, (ticks - 1) * FairShare::kTick);
}

TEST(FairShare, WhatStillWaitsWhenTheThreadEndsIsLetGo) {
  FairShare share(SocketUse::carrier);
  std::string order;
  net::io_context context{1};
  EXPECT_FALSE(share.spend(1 << 20, Time{}));
  spawn(context.get_executor(), owe(share, 0, order));
  context.run_one();
}

net::awaitable<void> lease(LargeMessages::Lease& room, int name, std::string& order) {
  co_await LargeMessages::of(co_await net::this_coro::executor).wait(SocketUse::client, room);
  order += static_cast<char>('a' + name);
}

TEST(LargeMessages, AreLetInAFewAtATimeInTheirOrder) {
  net::io_context context{1};
  std::string order;
  LargeMessages::Lease rooms[4];
  for (int i = 0; i < 4; ++i) spawn(context.get_executor(), lease(rooms[i], i, order));
  context.poll();
  EXPECT_EQ(order, "ab");
  rooms[1].give_back();
  rooms[1].give_back();
  context.poll();
  EXPECT_EQ(order, "abc");
  rooms[0].give_back();
  context.poll();
  EXPECT_EQ(order, "abcd");
}

}  // namespace
}  // namespace hookswitch::native
