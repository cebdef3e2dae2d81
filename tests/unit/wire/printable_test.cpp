#include "hookswitch/wire/printable.hpp"

#include <gtest/gtest.h>

namespace hookswitch::wire {
namespace {

TEST(Printable, LeavesWhatPeopleWriteAsItIs) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("1000 bye"), "1000 bye");
  EXPECT_EQ(printable("Grüße, 世界 \xF0\x9F\x93\x9E"), "Grüße, 世界 \xF0\x9F\x93\x9E");
}

TEST(Printable, SpellsOutWhatDrivesATerminal) {
  EXPECT_EQ(printable("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable("\x1b[2J\x7f\b"), "\\x1b[2J\\x7f\\x08");
  EXPECT_EQ(printable("a\u009b2Jb"), "a\\u009b2Jb");  // CSI as one C1 character
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, SpellsOutWhatTurnsTextAroundOrCannotBeSeen) {
  EXPECT_EQ(printable("ok\u202egpj.exe"), "ok\\u202egpj.exe");
  EXPECT_EQ(printable("\u2066a\u2069"), "\\u2066a\\u2069");
  EXPECT_EQ(printable("pay\u200bpal\ufeff"), "pay\\u200bpal\\ufeff");
  EXPECT_EQ(printable("\U000E0041"), "\\ue0041");
}

TEST(Printable, IsOneLine) {
  EXPECT_EQ(printable("one\r\ntwo\tthree"), "one  two three");
  EXPECT_EQ(printable("one\u2028two"), "one\\u2028two");
}

TEST(Printable, SpellsOutBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xff\xc3(\x9b"), "\\xff\\xc3(\\x9b");
}

TEST(Printable, IsCutBetweenCharacters) {
  EXPECT_EQ(printable("aü", 2), "a");
  EXPECT_EQ(printable("aü", 3), "aü");
  EXPECT_EQ(printable("ab\x1b", 5), "ab");
  EXPECT_EQ(printable("abc", 0), "");
}

}  // namespace
}  // namespace hookswitch::wire
