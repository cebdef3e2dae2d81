#include <gtest/gtest.h>

#include <vector>

#include "hookswitch/bridge/record_json.hpp"

namespace hookswitch::bridge {
namespace {

using namespace call;

/// Every kind of fact, with every field away from its default, and again with defaults.
std::vector<Fact> examples() {
  CarrierFact carrier{
      "CA1", "MZ1", "+15550100001", "+15550100002", {{"a", "1"}, {"b", ""}},
          "x"
  };
  TurnFact turn{
      1'234, "item_1", TurnSpeaker::agent, "Gr\xC3\xBC\xC3\x9F Gott \"\\\n\xF0\x9F\x98\x80",
      true,  740};
  MediaFact media{
      {1,  2, 3, 4, 5},
      {6, 7, 8, 9, 10},
      {0.1, 12.7, 1e3},
      42, {{"not_json", 7} }
  };
  std::vector<Fact> facts{
      CreatedFact{"id",               "ucid", "waybeo", 1'795'000'000'123, "earlier"},
      carrier,
      AgentFact{"openai",          "sess_1", "pcmu/8000"},
      EventFact{-5,         Origin::control, "event", "detail"},
      turn,
      ToolFact{7,           "call_1", "tool", R"({"a":[1,2]})", "result", true, 99},
      media,
      DiagnosisFact{Errc::stop_not_sent,       "evidence"},
      EndedFact{88,                 EndCause::agent_failed, "detail", Errc::agent_refused},
      CreatedFact{                 },
      CarrierFact{ },
      AgentFact{                 },
      EventFact{                },
      TurnFact{},
      ToolFact{  },
      MediaFact{   },
      DiagnosisFact{Errc::not_json,    ""},
      EndedFact{                  },
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

TEST(FactJson, EveryRowIsRefusedWhenCutAnywhere) {
  for (const Fact& fact : examples()) {
    const std::string row = fact_to_json(fact);
    for (std::size_t length = 0; length < row.size(); ++length)
      EXPECT_FALSE(fact_from_json(std::string_view(row).substr(0, length)));
  }
}

}  // namespace
}  // namespace hookswitch::bridge
