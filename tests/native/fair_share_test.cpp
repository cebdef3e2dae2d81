#include "net/fair_share.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "net/large_messages.hpp"

namespace hookswitch {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock::time_point;

TEST(FairShare, ACallAtItsPaceNeverWaits) {
  struct Pace {
    net::SocketUse use;
    std::size_t bytes;
    std::chrono::microseconds every;
  };
  // 48 kHz as JSON numbers, 24 kHz binary, a little burst of an agent at eight times real time.
  for (const auto& [use, bytes, every] :
       {Pace{net::SocketUse::carrier, 3'000, 10ms}, Pace{net::SocketUse::carrier, 960, 20ms},
        Pace{net::SocketUse::agent, 26'000, 50ms}}) {
    net::FairShare share(use);
    Time now{};
    for (int i = 0; i < 1'000; ++i, now += every) ASSERT_TRUE(share.spend(bytes, now)) << i;
  }
}

TEST(FairShare, WhoSendsMoreOwesAndTimePays) {
  net::FairShare share(net::SocketUse::carrier);
  Time now{};
  EXPECT_TRUE(share.spend(16 << 10, now));
  EXPECT_FALSE(share.spend(1 << 20, now));
  EXPECT_FALSE(share.spend(0, now + 1s));
  EXPECT_TRUE(share.spend(0, now + 4s));
}

TEST(FairShare, SmallMessagesCostToo) {
  net::FairShare share(net::SocketUse::carrier);
  int messages = 0;
  while (share.spend(2, Time{})) ++messages;
  EXPECT_LT(messages, 100);
}

asio::awaitable<void> owe(net::FairShare& share, int name, std::string& order) {
  co_await share.turn();
  order += static_cast<char>('a' + name);
}

TEST(FairShare, ThoseWhoOweAreServedInTurnAndASmallDebtDoesNotWaitForALargeOne) {
  asio::io_context context{1};
  std::string order;
  net::FairShare shares[] = {net::FairShare(net::SocketUse::carrier),
                             net::FairShare(net::SocketUse::carrier),
                             net::FairShare(net::SocketUse::carrier)};
  const std::size_t sizes[] = {1 << 20, 40 << 10, 60 << 10};
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(shares[i].spend(sizes[i], Time{}));
    net::spawn(context.get_executor(), owe(shares[i], i, order));
  }
  const auto begun = std::chrono::steady_clock::now();
  context.run();
  EXPECT_EQ(order, "bca");
  const auto ticks = (1 << 20) / net::FairShare::kPerTick;
  EXPECT_GE(std::chrono::steady_clock::now() - begun, (ticks - 1) * net::FairShare::kTick);
}

TEST(FairShare, WhatStillWaitsWhenTheThreadEndsIsLetGo) {
  net::FairShare share(net::SocketUse::carrier);
  std::string order;
  asio::io_context context{1};
  EXPECT_FALSE(share.spend(1 << 20, Time{}));
  net::spawn(context.get_executor(), owe(share, 0, order));
  context.run_one();
}

asio::awaitable<void> lease(net::LargeMessages::Lease& room, int name, std::string& order) {
  co_await net::LargeMessages::of(co_await asio::this_coro::executor)
      .wait(net::SocketUse::client, room);
  order += static_cast<char>('a' + name);
}

TEST(LargeMessages, AreLetInAFewAtATimeInTheirOrder) {
  asio::io_context context{1};
  std::string order;
  net::LargeMessages::Lease rooms[4];
  for (int i = 0; i < 4; ++i) net::spawn(context.get_executor(), lease(rooms[i], i, order));
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
}  // namespace hookswitch
