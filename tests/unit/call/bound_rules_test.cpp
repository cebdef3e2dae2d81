#include "hookswitch/call/bound_rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hookswitch::call {
namespace {

using namespace std::chrono_literals;

/// The keys at fault, in order.
std::string fault_keys(const Bounds& bounds) {
  std::string keys;
  for (const auto& fault : faults_of(bounds))
    keys += (keys.empty() ? "" : " ") + std::string(fault.key);
  return keys;
}

/// The keys at fault begin with `key`, which others may follow that it contradicts.
bool blames(const Bounds& bounds, std::string_view key) {
  const auto faults = faults_of(bounds);
  return !faults.empty() && faults.front().key == key;
}

TEST(BoundRules, TheDefaultsMakeSense) { EXPECT_EQ(fault_keys({}), ""); }

TEST(BoundRules, EveryBoundIsRefusedBelowAndAboveItsRange) {
  std::set<std::string_view> names;
  for (const BoundRule& rule : bound_rules()) {
    names.insert(rule.key);
    for (const Millis wrong : {rule.least - 1ms, rule.most + 1ms, Millis{-1}}) {
      Bounds bounds;
      bounds.*rule.bound = wrong;
      EXPECT_TRUE(blames(bounds, rule.key)) << rule.key << wrong.count();
    }
  }
  EXPECT_EQ(names.size(), bound_rules().size());
  EXPECT_EQ(sizeof(Bounds) / sizeof(Millis), bound_rules().size() + 1) << "and agent_tries";
  Bounds bounds;
  bounds.agent_tries = 0;
  EXPECT_TRUE(blames(bounds, "agent_tries"));
}

TEST(BoundRules, WhatContradictsAnotherBoundIsRefused) {
  const auto refused = [](auto change) {
    Bounds bounds;
    change(bounds);
    return fault_keys(bounds);
  };
  EXPECT_EQ(refused([](Bounds& b) { b.last_words = 1'201ms; }), "last_words_s");
  EXPECT_EQ(refused([](Bounds& b) { b.end_to_gone = 1'000ms; }), "last_words_s");
  EXPECT_EQ(refused([](Bounds& b) { b.stop_to_close = 3'000ms; }), "stop_to_close_s");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_pause = 5'000ms; }), "longest_pause_s");
  EXPECT_EQ(refused([](Bounds& b) { b.agent_tries = 81; }), "agent_connect_s");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_call = 9'000ms; }), "longest_call_s");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_pause = 600'000ms; }), "");
}

TEST(BoundRules, AllFaultsAreNamedAtOnceByTheirKeysInSeconds) {
  Bounds bounds;
  bounds.end_to_gone = 400ms;
  bounds.longest_call = 9'500ms;
  EXPECT_EQ(fault_keys(bounds), "last_words_s stop_to_close_s longest_call_s");
  const auto faults = faults_of(bounds);
  EXPECT_EQ(faults[1].detail, "0.5 s is longer than end_to_gone_s (0.4 s)");
  EXPECT_EQ(faults[2].detail,
            "9.5 s is shorter than answered_to_socket_s (10 s), start_to_media_s (10 s), "
            "media_silence_s (10 s)");
}

}  // namespace
}  // namespace hookswitch::call
