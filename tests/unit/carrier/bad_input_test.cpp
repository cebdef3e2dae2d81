#include <functional>

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

/// One end of a call: what every one of them must stand.
struct Door {
  std::string name;
  std::function<std::optional<Errc>(wire::FrameView)> refused;
};

std::vector<Door> doors() {
  std::vector<Door> all;
  for (const DialectRow& row : dialect_table()) {
    const DialectProfile which{row.dialect, row.profile};
    Rng rng(1);
    const std::shared_ptr<HostEnd> host = make_host_end(which);
    const std::shared_ptr<CarrierEnd> carrier = make_carrier_end(which, {}, rng);
    const std::string name = std::string(row.name) + std::string(row.profile);
    all.push_back({name + " host", [host](auto frame) { return refused(*host, frame); }});
    all.push_back({name + " carrier", [carrier](auto frame) { return refused(*carrier, frame); }});
  }
  return all;
}

TEST(EveryEnd, RefusesWhatIsNotJson) {
  for (const Door& door : doors())
    for (const std::string_view payload : {"", "hello", "{", "[]", "1", "{\"a\":\"\xFF\"}", "\xFF"})
      EXPECT_EQ(door.refused(text(payload)), Errc::not_json) << door.name << ": " << payload;
}

TEST(EveryEnd, RefusesTenThousandLevels) {
  const std::string deep = "{\"event\":" + std::string(10'000, '[');
  for (const Door& door : doors()) EXPECT_EQ(door.refused(text(deep)), Errc::too_deep) << door.name;
}

TEST(EveryEnd, NamesFieldsOfAnotherType) {
  for (const Door& door : doors())
    for (const std::string_view value : {"1", "[]", "{}", "true"})
      EXPECT_EQ(door.refused(text("{\"event\":" + std::string(value) +
                                  ",\"action\":" + std::string(value) + ",\"streamSid\":\"x\"}")),
                Errc::wrong_type)
          << door.name << ": " << value;
}

TEST(EveryEnd, StandsAMessageOfAMegabyte) {
  std::string samples = R"({"event":"media","data":{"samples":[0)";
  while (samples.size() < wire::kMaxCarrierMessage - 4) samples += ",0";
  samples += "]}}";
  std::string base64 = R"({"event":"media","streamSid":"x","media":{"payload":")";
  base64 += std::string(wire::kMaxCarrierMessage - base64.size() - 4, '/') + "\"}}";
  for (const DialectRow& row : dialect_table()) {
    Rng rng(1);
    CallFacts facts;
    facts.stream_id = "x";
    const auto host = make_host_end({row.dialect, row.profile});
    const auto carrier = make_carrier_end({row.dialect, row.profile}, facts, rng);
    const std::string& payload = row.dialect == Dialect::ucid     ? samples
                                 : row.dialect == Dialect::twilio ? base64
                                                                  : std::string(1 << 20, 'x');
    const wire::FrameView frame{
        row.dialect == Dialect::vonage ? wire::Opcode::binary : wire::Opcode::text, payload};
    std::optional<Errc> oddity;
    EXPECT_GT(read_as<Media>(*host, frame, &oddity).samples.size(), 500'000u);
    EXPECT_EQ(oddity, Errc::media_before_start);
    EXPECT_GT(read_as<Audio>(*carrier, frame, &oddity).samples.size(), 500'000u);
  }
}

TEST(DialectTable, KnowsEveryNameAndNoOther) {
  for (const DialectRow& row : dialect_table()) {
    const std::string name =
        std::string(row.name) + (row.profile.empty() ? "" : ":") + std::string(row.profile);
    const auto found = dialect_from_name(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->dialect, row.dialect);
    EXPECT_EQ(found->profile, row.profile);
    EXPECT_EQ(to_string(row.dialect), row.name);
  }
  EXPECT_TRUE(dialect_from_name("ucid:ozonetel"));
  for (const std::string_view name : {"", "twilio:", "twilio:x", ":", "ucid:", "Twilio", "waybeo"})
    EXPECT_FALSE(dialect_from_name(name)) << name;
}

}  // namespace
}  // namespace hookswitch::carrier
