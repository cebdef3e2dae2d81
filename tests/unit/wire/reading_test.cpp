#include "hookswitch/wire/reading.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "kit/allocation_counter.hpp"

namespace hookswitch::wire {
namespace {

struct Number {
  int value;
};
struct Word {
  std::string text;
};
using Sink = Reading<std::variant<Number, Word>>;

TEST(Reading, HoldsSeveralOfEachInTheirOrder) {
  Sink sink;
  sink.add(Number{1});
  sink.add(Word{"two"});
  sink.reply({Opcode::text, "pong"});
  sink.note(Error{Errc::unknown_event, 0, "event"});
  sink.note(std::optional<Error>{});
  sink.note(std::optional<Error>{Error{Errc::out_of_sequence}});
  ASSERT_EQ(sink.messages.size(), 2u);
  EXPECT_EQ(std::get<Number>(sink.messages[0]).value, 1);
  EXPECT_EQ(std::get<Word>(sink.messages[1]).text, "two");
  ASSERT_EQ(sink.replies.size(), 1u);
  EXPECT_EQ(sink.replies[0].payload, "pong");
  ASSERT_EQ(sink.anomalies.size(), 2u);
  EXPECT_EQ(sink.anomalies[1].code, Errc::out_of_sequence);

  sink.clear();
  EXPECT_TRUE(sink.messages.empty() && sink.replies.empty() && sink.anomalies.empty());
}

TEST(Reading, CostsNoAllocationOnceItHasGrown) {
  Sink sink;
  const auto fill = [&sink] {
    sink.clear();
    for (int i = 0; i < 8; ++i) sink.add(Number{i});
    sink.note(Error{Errc::empty_audio});
  };
  fill();
  const auto before = kit::allocations();
  for (int i = 0; i < 100; ++i) fill();
  EXPECT_EQ(kit::allocations(), before);
}

TEST(Reading, GivesBackWhatOneFullFrameMadeGrow) {
  Sink sink;
  for (int i = 0; i < 4'000; ++i) sink.add(Number{i});
  sink.note(Error{Errc::empty_audio});
  sink.give_back();
  EXPECT_EQ(sink.messages.capacity(), 0u);
  EXPECT_EQ(sink.anomalies.size(), 1u) << "what is small is kept";
}

}  // namespace
}  // namespace hookswitch::wire
