#include <gtest/gtest.h>

#include <vector>

#include "hookswitch/record/record_json.hpp"

namespace hookswitch::record {
namespace {

using call::EndCause;

/// Every kind of fact, with every field away from its default, and again with defaults.
std::vector<Fact> examples() {
  CarrierFact carrier{"CA1", "MZ1", "+15550100001", "+15550100002", {{"a", "1"}, {"b", ""}}, "x"};
  TurnFact turn{
      1'234, "item_1", TurnSpeaker::agent, "Gr\xC3\xBC\xC3\x9F Gott \"\\\n\xF0\x9F\x98\x80",
      true,  740};
  MediaFact media{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {0.1, 12.7, 1e3}, 42, {{"not_json", 7}}};
  std::vector<Fact> facts{
      CreatedFact{"id", "ucid", "waybeo", 1'795'000'000'123, "earlier"},
      carrier,
      AgentFact{"openai", "sess_1", "pcmu/8000"},
      EventFact{-5, Origin::control, "event", "detail"},
      turn,
      ToolFact{7, "call_1", "tool", R"({"a":[1,2]})", "result", true, 99},
      media,
      DiagnosisFact{Errc::stop_not_sent, "evidence"},
      EndedFact{88, EndCause::agent_failed, "detail", Errc::agent_refused},
      CreatedFact{},
      CarrierFact{},
      AgentFact{},
      EventFact{},
      TurnFact{},
      ToolFact{},
      MediaFact{},
      DiagnosisFact{Errc::not_json, ""},
      EndedFact{},
  };
  for (int i = 0; i < static_cast<int>(Milestone::count); ++i)
    facts.emplace_back(MilestoneFact{static_cast<Milestone>(i), i});
  for (int i = 0; i <= static_cast<int>(EndCause::crashed); ++i)
    facts.emplace_back(EndedFact{i, static_cast<EndCause>(i), "", {}});
  for (const Origin origin : {Origin::carrier, Origin::agent, Origin::bridge, Origin::control})
    facts.emplace_back(EventFact{0, origin, "", ""});
  return facts;
}

/// What a fact says, as one text: the record that it alone makes.
std::string said_by(const Fact& fact) {
  Record record;
  record.apply(fact);
  return record_to_json(record);
}

TEST(FactJson, EveryFactIsReadBackAsItWasWritten) {
  for (const Fact& fact : examples()) {
    const std::string row = fact_to_json(fact);
    const auto again = fact_from_json(row);
    ASSERT_TRUE(again) << row << ": " << to_string(again.error().code) << " "
                       << again.error().field;
    EXPECT_EQ(again->index(), fact.index());
    EXPECT_EQ(fact_to_json(*again), row);
    EXPECT_EQ(said_by(*again), said_by(fact));
  }
}

TEST(FactJson, TextComesBackByteForByte) {
  TurnFact turn;
  turn.text = "Gr\xC3\xBC\xC3\x9F Gott \"\\\n\x01\xF0\x9F\x98\x80";
  const auto again = fact_from_json(fact_to_json(turn));
  ASSERT_TRUE(again);
  EXPECT_EQ(std::get<TurnFact>(*again).text, turn.text);
}

TEST(FactJson, RowsAreOneLineOfAscii) {
  TurnFact turn;
  turn.text = "a\nb\xC3\xA4\xFF";
  for (const char c : fact_to_json(turn)) {
    EXPECT_GE(c, 0x20);
    EXPECT_LT(static_cast<unsigned char>(c), 0x7F);
  }
}

TEST(FactJson, DamagedRowsAreRefusedWithTheirCode) {
  EXPECT_EQ(fact_from_json("").error().code, Errc::not_json);
  EXPECT_EQ(fact_from_json("[]").error().code, Errc::not_json);
  EXPECT_EQ(fact_from_json("{}").error(), (Error{Errc::missing_field, 0, "fact"}));
  EXPECT_EQ(fact_from_json(R"({"fact":"wish"})").error().code, Errc::unknown_event);
  EXPECT_EQ(fact_from_json(R"({"fact":"milestone","milestone":"started"})").error(),
            (Error{Errc::missing_field, 0, "at_ms"}));
  EXPECT_EQ(fact_from_json(R"({"fact":"milestone","milestone":"married","at_ms":1})").error(),
            (Error{Errc::wrong_type, 0, "milestone"}));
  EXPECT_EQ(fact_from_json(R"({"fact":"milestone","milestone":"started","at_ms":"1"})").error(),
            (Error{Errc::wrong_type, 0, "at_ms"}));
}

TEST(FactJson, TimesBeyondTheCalendarAreRefused) {
  for (const char* const number :
       {"9223372036854775807", "-9223372036854775808", "18446744073709551615", "253402300800000"}) {
    const std::string row =
        std::string(R"({"fact":"milestone","milestone":"started","at_ms":)") + number + "}";
    EXPECT_FALSE(fact_from_json(row)) << number;
  }
}

/// Text that a peer may have chosen to do harm.
std::vector<std::string> hostile_texts() {
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  return {every_byte,
          std::string("nul\0inside", 10),
          "\xC3",          // cut in the middle
          "\xED\xA0\x80",  // a surrogate
          "\xF0\x9F\x98",  // three quarters of an emoji
          "\xC0\xAF",      // overlong
          "\",\"fact\":\"ended",
          "\\\\\"",
          "{}[]\x7F\x1B[31m\r\n",
          "</script>",
          std::string(100'000, '"')};
}

TEST(FactJson, HostileTextInAnyFieldIsOneLineOfAsciiThatReadsBackTheSame) {
  for (const std::string& text : hostile_texts()) {
    TurnFact turn;
    turn.turn_id = turn.text = text;
    ToolFact tool;
    tool.call_id = tool.name = tool.arguments = tool.result = text;
    CarrierFact carrier;
    carrier.call_id = carrier.stream_id = carrier.from = carrier.to = carrier.format = text;
    carrier.parameters[text] = text;
    MediaFact media;
    media.oddities[text] = media.carrier_oddities[text] = 1;
    const std::vector<Fact> facts{CreatedFact{text, text, text, 1, text},
                                  carrier,
                                  AgentFact{text, text, text},
                                  EventFact{1, Origin::carrier, text, text},
                                  turn,
                                  tool,
                                  media,
                                  DiagnosisFact{Errc::not_json, text},
                                  EndedFact{1, EndCause::goodbye, text, {}}};
    for (const Fact& fact : facts) {
      const std::string row = fact_to_json(fact);
      for (const char c : row) ASSERT_TRUE(c >= 0x20 && static_cast<unsigned char>(c) < 0x80);
      const auto again = fact_from_json(row);
      ASSERT_TRUE(again) << row.substr(0, 300);
      EXPECT_EQ(fact_to_json(*again), row);
      EXPECT_EQ(said_by(*again), said_by(fact));
    }
  }
}

TEST(FactJson, EveryRowIsRefusedWhenCutAnywhere) {
  for (const Fact& fact : examples()) {
    const std::string row = fact_to_json(fact);
    for (std::size_t length = 0; length < row.size(); ++length)
      EXPECT_FALSE(fact_from_json(std::string_view(row).substr(0, length)));
  }
}

}  // namespace
}  // namespace hookswitch::record
