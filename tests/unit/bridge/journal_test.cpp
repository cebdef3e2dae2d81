#include "hookswitch/bridge/journal.hpp"

#include <gtest/gtest.h>

#include "hookswitch/bridge/record_json.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

/// The journal of a call that has just been up, as rows.
struct Written {
  Written() {
    rig.up();
    rig.speak(std::chrono::seconds(1));
    for (const call::Fact& fact : rig.journal) texts.push_back(fact_to_json(fact));
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
  const call::Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, call::EndCause::crashed);
  EXPECT_EQ(record.end->at_ms, 1'000);
  ASSERT_FALSE(record.diagnosis.empty());
  EXPECT_EQ(record.diagnosis[0].code, Errc::crashed);
}

TEST(Journal, ACrashOnACarrierThatGoesOnWithoutItsSocketLeavesTheLineToIt) {
  const Written written;  // Twilio
  const call::Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  ASSERT_EQ(record.diagnosis.size(), 2u);
  EXPECT_EQ(record.diagnosis[1].code, Errc::line_left_to_carrier);
}

TEST(Journal, AnEndThatWasWrittenStays) {
  Written written;
  written.texts.push_back(
      fact_to_json(call::EndedFact{700, call::EndCause::carrier_stop, "completed"}));
  const call::Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  EXPECT_EQ(record.end->cause, call::EndCause::carrier_stop);
  EXPECT_EQ(record.end->at_ms, 700);
}

TEST(Journal, RowsThatCannotBeReadAreCounted) {
  Written written;
  written.texts.push_back("{");
  written.texts.push_back(R"({"fact":"unheard of"})");
  const call::Record record = record_of_journal(written.rig.bridge.id(), written.rows());
  ASSERT_GE(record.timeline.size(), 2u);
  EXPECT_EQ(record.timeline[record.timeline.size() - 2].event, "journal_damaged");
  EXPECT_EQ(record.timeline[record.timeline.size() - 2].detail, "2 rows could not be read");
}

TEST(Journal, WithoutARowThereIsStillARecordWithItsId) {
  const call::Record record = record_of_journal("0190", {});
  EXPECT_EQ(record.created.id, "0190");
  EXPECT_TRUE(record.end);
}

}  // namespace
}  // namespace hookswitch::bridge
