#include "hookswitch/bridge/call_log.hpp"

#include <gtest/gtest.h>

#include "hookswitch/record/record_json.hpp"
#include "start_time.hpp"

namespace hookswitch::bridge {
namespace {

int journalled(Outbox& out) {
  int rows = 0;
  while (out.pop()) ++rows;
  return rows;
}

TEST(CallLog, EveryFactGoesIntoTheRecordAndIntoTheJournal) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.begin();
  log.event(record::Origin::agent, record::TimelineEvent::ready, "yes", t0 + 1500ms);
  log.milestone(record::Milestone::started, t0 + 2s);
  log.milestone(record::Milestone::started, t0 + 3s);
  ASSERT_EQ(log.record().timeline.size(), 1u);
  EXPECT_EQ(log.record().timeline[0].at_ms, 1'500);
  EXPECT_EQ(log.record().at(record::Milestone::started), 2'000);
  EXPECT_EQ(journalled(out), 2);
}

TEST(CallLog, NothingIsJournalledBeforeThereIsACallAndThenAllInOrder) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.milestone(record::Milestone::socket_opened, t0);
  log.event(record::Origin::carrier, record::TimelineEvent::socket_opened, "", t0);
  EXPECT_EQ(log.record().timeline.size(), 1u) << "but known";
  EXPECT_FALSE(out.pop());
  log.begin();
  log.begin();
  const auto first = out.pop();
  ASSERT_TRUE(first);
  EXPECT_TRUE(std::holds_alternative<record::MilestoneFact>(std::get<Journal>(*first).fact));
  EXPECT_EQ(journalled(out), 1);
}

TEST(CallLog, TheFirstOfEachOddityIsShownAndAllAreCounted) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.begin();
  for (int i = 0; i < 1'000; ++i)
    log.anomaly(record::Origin::carrier, Errc::not_json, "payload", t0);
  EXPECT_EQ(log.anomalies().at(Errc::not_json), 1'000u);
  EXPECT_EQ(log.record().timeline.size(), 1u);
  EXPECT_EQ(journalled(out), 1);
}

TEST(CallLog, BothSidesOfACallAreCountedApartAndEachIsShownOnce) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.anomaly(record::Origin::agent, Errc::not_json, "of the agent", t0);
  log.anomaly(record::Origin::carrier, Errc::not_json, "of the carrier", t0);
  log.anomaly(record::Origin::agent, Errc::not_json, "again", t0);
  log.anomaly(record::Origin::carrier, Errc::not_json, "again", t0);
  log.anomaly(record::Origin::agent, Errc::agent_failed, {}, t0);
  EXPECT_EQ(log.anomalies().at(Errc::not_json), 4u);
  EXPECT_EQ(log.carrier_anomalies(), (std::map<Errc, std::uint64_t>{{Errc::not_json, 2}}));
  ASSERT_EQ(log.record().timeline.size(), 3u);
  EXPECT_EQ(log.record().timeline[1].detail, "of the carrier");
}

TEST(CallLog, TheSecretIsTakenOutAndLongTextIsCut) {
  Outbox out;
  CallLog log(t0, Secrets({"hunter2"}), out);
  EXPECT_EQ(log.clean("key hunter2, again hunter2"), "key ***, again ***");
  EXPECT_EQ(log.clean(std::string(10'000, 'x')).size(), CallLog::kMaxDetail);
}

TEST(CallLog, NoFactHoldsASecretWhoeverRepeatsIt) {
  Outbox out;
  CallLog log(t0, Secrets({"hunter2"}), out);
  const std::string said = "it is hunter2";
  log.fact(record::CarrierFact{said, said, said, said, {{"key", said}}, "pcmu/8000"});
  log.fact(record::AgentFact{"openai", said, "pcmu/8000"});
  log.fact(record::TurnFact{1, "turn-1", record::TurnSpeaker::agent, said, false, {}});
  log.fact(record::ToolFact{2, said, said, said, said, true, 3});
  log.fact(record::DiagnosisFact{Errc::agent_refused, said});
  log.fact(record::EndedFact{4, call::EndCause::carrier_stop, said, {}});
  EXPECT_EQ(record_to_json(log.record()).find("hunter2"), std::string::npos);
  EXPECT_EQ(log.record().transcript.at(0).text, "it is ***");
  while (const auto output = out.pop())
    if (const auto* journal = std::get_if<Journal>(&*output))
      EXPECT_EQ(fact_to_json(journal->fact).find("hunter2"), std::string::npos);
}

TEST(CallLog, ASecretThatIsCutInHalfIsTakenOutToo) {
  Outbox out;
  CallLog log(t0, Secrets({"hunter2hunter2"}), out);
  const std::string text = std::string(CallLog::kMaxDetail - 9, 'x') + "hunter2hunter2";
  EXPECT_EQ(log.clean(text).find("hunter2"), std::string::npos);
}

TEST(CallLog, AFullTimelineIsNotJournalledAnyFurther) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.begin();
  for (std::size_t i = 0; i < record::Record::kMaxEvents + 10; ++i)
    log.event(record::Origin::bridge, record::TimelineEvent::clear_sent, {}, t0);
  EXPECT_EQ(journalled(out),
            static_cast<int>(record::Record::kMaxEvents - record::Record::kEventsOfTheEnd));
  EXPECT_EQ(log.record().timeline_dropped, record::Record::kEventsOfTheEnd + 10);
}

TEST(CallLog, AClosedLogKeepsNothing) {
  Outbox out;
  CallLog log(t0, {}, out);
  log.close();
  log.event(record::Origin::bridge, record::TimelineEvent::clear_sent, {}, t0);
  EXPECT_TRUE(log.record().timeline.empty());
  EXPECT_EQ(journalled(out), 0);
}

}  // namespace
}  // namespace hookswitch::bridge
