#include "hookswitch/doctor/examine.hpp"

#include <gtest/gtest.h>

#include "hookswitch/doctor/record_rules.hpp"
#include "hookswitch/record/record_json.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::doctor {
namespace {

using namespace std::chrono_literals;
using kit::CallRig;

std::vector<std::string> names(const Result<std::vector<Finding>>& findings) {
  std::vector<std::string> all;
  EXPECT_TRUE(findings);
  for (const Finding& finding : *findings) all.emplace_back(to_string(finding.code));
  return all;
}

TEST(Examine, ADocumentShowsWhatItsRecordSaid) {
  CallRig rig(CallRig::of("ucid:waybeo"));
  rig.carrier_answers_close = false;
  rig.up();
  rig.speak(2s);
  rig.run(15s);
  ASSERT_TRUE(rig.record);
  const auto findings = examine(record_to_json(*rig.record));
  ASSERT_TRUE(findings);
  ASSERT_GE(findings->size(), 2u);
  ASSERT_EQ(findings->size(), rig.record->diagnosis.size());
  for (std::size_t i = 0; i < findings->size(); ++i) {
    EXPECT_EQ((*findings)[i].code, rig.record->diagnosis[i].code);
    EXPECT_EQ((*findings)[i].evidence, rig.record->diagnosis[i].evidence);
    EXPECT_FALSE((*findings)[i].remedy.empty());
  }
}

TEST(Examine, ARecordOfAVersionWithFewerRulesIsJudgedByTheRulesOfThisOne) {
  CallRig rig(CallRig::of("ucid:waybeo"));
  rig.up();
  rig.speak(2s);
  rig.run(15s);
  ASSERT_TRUE(rig.record);
  const auto known = names(examine(record_to_json(*rig.record)));
  record::Record older = *rig.record;
  older.diagnosis.clear();
  EXPECT_EQ(names(examine(record_to_json(older))), known);
}

TEST(Examine, OfALiveCallShowsWhatItsCarrierHasNotSent) {
  record::Record record;
  record.apply(record::CreatedFact{"0190", "twilio", "", 1'795'000'000'000, ""});
  record.apply(record::MilestoneFact{record::Milestone::answered, 5});
  const auto live = record_to_json(record, record::RecordOf::live_call);
  EXPECT_EQ(names(examine(live)), std::vector<std::string>{"no_media_socket"});
}

TEST(Examine, RefusesWhatIsNoRecord) {
  EXPECT_EQ(examine("{").error().code, Errc::not_json);
  EXPECT_EQ(examine("{}").error().code, Errc::missing_field);
}

}  // namespace
}  // namespace hookswitch::doctor
