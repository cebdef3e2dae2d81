#include "hookswitch/record/journal.hpp"

#include <gtest/gtest.h>

#include "hookswitch/doctor/record_rules.hpp"
#include "hookswitch/record/record_json.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::record {
namespace {

using kit::CallRig;

/// The journal of a call that has just been up, as rows.
struct Written {
  Written() {
    rig.up();
    rig.speak(std::chrono::seconds(1));
    for (const Fact& fact : rig.journal) texts.push_back(fact_to_json(fact));
  }
  std::vector<JournalLine> rows() const {
    std::vector<JournalLine> lines;
    for (const std::string& text : texts) lines.push_back({1'795'000'001'000, text});
    return lines;
  }
  CallRig rig;
  std::vector<std::string> texts;
};

TEST(Journal, ACallWithoutAnEndCrashedWhenItsLastRowWasWritten) {
  const Written written;
  const Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, call::EndCause::crashed);
  EXPECT_EQ(record.end->at_ms, 1'000);
  const auto findings = doctor::diagnose(record);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].code, Errc::crashed);
}

TEST(Journal, ACrashOnACarrierThatGoesOnWithoutItsSocketLeavesTheLineToIt) {
  const Written written;  // Twilio
  const Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  const auto findings = doctor::diagnose(record);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[1].code, Errc::line_left_to_carrier);
}

TEST(Journal, AnEndThatWasWrittenStays) {
  Written written;
  written.texts.push_back(fact_to_json(EndedFact{700, call::EndCause::carrier_stop, "completed"}));
  const Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  EXPECT_EQ(record.end->cause, call::EndCause::carrier_stop);
  EXPECT_EQ(record.end->at_ms, 700);
}

TEST(Journal, FindingsInTheJournalAreLeftToTheDiagnosisOfTheWholeRecord) {
  Written written;
  written.texts.push_back(fact_to_json(DiagnosisFact{Errc::no_first_media, "half a diagnosis"}));
  EXPECT_TRUE(record_of_journal(written.rig.bridge.id(), written.rows()).diagnosis.empty());
}

TEST(Journal, RowsThatCannotBeReadAreCounted) {
  Written written;
  written.texts.push_back("{");
  written.texts.push_back(R"({"fact":"unheard of"})");
  const Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  ASSERT_GE(record.timeline.size(), 2u);
  EXPECT_EQ(record.timeline[record.timeline.size() - 2].event, "journal_damaged");
  EXPECT_EQ(record.timeline[record.timeline.size() - 2].detail, "2 rows could not be read");
}

TEST(Journal, WithoutARowThereIsStillARecordWithItsId) {
  const Record record = record_of_journal("0190", {});
  EXPECT_EQ(record.created.id, "0190");
  EXPECT_TRUE(record.end);
}

}  // namespace
}  // namespace hookswitch::record
