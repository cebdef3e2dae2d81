#include "hookswitch/call/bound_rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hookswitch::call {
namespace {

using namespace std::chrono_literals;

std::string fault_name(const Bounds& bounds) {
  const auto fault = fault_of(bounds);
  return fault ? std::string(fault->name) : "";
}

TEST(BoundRules, TheDefaultsMakeSense) { EXPECT_EQ(fault_name({}), ""); }

TEST(BoundRules, EveryBoundIsRefusedBelowAndAboveItsRange) {
  std::set<std::string_view> names;
  for (const BoundRule& rule : bound_rules()) {
    names.insert(rule.name);
    for (const Millis wrong : {rule.least - 1ms, rule.most + 1ms, Millis{-1}}) {
      Bounds bounds;
      bounds.*rule.bound = wrong;
      EXPECT_EQ(fault_name(bounds), rule.name) << wrong.count();
    }
  }
  EXPECT_EQ(names.size(), bound_rules().size());
  EXPECT_EQ(sizeof(Bounds) / sizeof(Millis), bound_rules().size() + 1) << "and agent_tries";
  Bounds bounds;
  bounds.agent_tries = 0;
  EXPECT_EQ(fault_name(bounds), "agent_tries");
}

TEST(BoundRules, WhatContradictsAnotherBoundIsRefused) {
  const auto refused = [](auto change) {
    Bounds bounds;
    change(bounds);
    return fault_name(bounds);
  };
  EXPECT_EQ(refused([](Bounds& b) { b.last_words = 1'200ms; }), "last_words");
  EXPECT_EQ(refused([](Bounds& b) { b.end_to_gone = 1'000ms; }), "last_words");
  EXPECT_EQ(refused([](Bounds& b) { b.stop_to_close = 3'000ms; }), "stop_to_close");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_pause = 5'000ms; }), "longest_pause");
  EXPECT_EQ(refused([](Bounds& b) { b.agent_tries = 81; }), "agent_connect");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_call = 15'000ms; }), "longest_call");
  EXPECT_EQ(refused([](Bounds& b) { b.longest_pause = 600'000ms; }), "");
}

}  // namespace
}  // namespace hookswitch::call
