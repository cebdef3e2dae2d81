#include "hookswitch/doctor/record_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hookswitch::doctor {
namespace {

using namespace record;
using call::EndCause;

constexpr Promises kOwesStop{true, true};

Record streamed(EndCause cause, std::string detail = {}) {
  Record record;
  record.apply(MilestoneFact{Milestone::socket_opened, 0});
  record.apply(MilestoneFact{Milestone::started, 20});
  record.apply(MilestoneFact{Milestone::first_media_in, 40});
  record.apply(EndedFact{9'000, cause, std::move(detail)});
  return record;
}

const Finding* find(const std::vector<Finding>& findings, Errc code) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [code](const Finding& each) { return each.code == code; });
  return found == findings.end() ? nullptr : &*found;
}

TEST(Diagnosis, AnOrdinaryCallHasNone) {
  Record record = streamed(EndCause::carrier_stop);
  record.apply(MilestoneFact{Milestone::stop_received, 9'000});
  EXPECT_TRUE(diagnose(record, kOwesStop).empty());
}

TEST(Diagnosis, ALiveCallHasNone) { EXPECT_TRUE(diagnose(Record{}, kOwesStop).empty()); }

TEST(Diagnosis, ALineThatASocketsCloseDoesNotEndIsNamed) {
  constexpr Promises kGoesOn{true, true, true, false};
  for (const EndCause ours : {EndCause::goodbye, EndCause::hang_up_request, EndCause::agent_closed})
    EXPECT_TRUE(find(diagnose(streamed(ours), kGoesOn), Errc::line_left_to_carrier));
  EXPECT_FALSE(find(diagnose(streamed(EndCause::goodbye), kOwesStop), Errc::line_left_to_carrier));
  for (const EndCause theirs : {EndCause::carrier_stop, EndCause::carrier_lost, EndCause::replaced})
    EXPECT_FALSE(find(diagnose(streamed(theirs), kGoesOn), Errc::line_left_to_carrier));
}

TEST(Diagnosis, ACloseWithoutTheStopThatIsOwedIsNamed) {
  const auto findings = diagnose(streamed(EndCause::carrier_closed), kOwesStop);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, Errc::stop_not_sent);
  EXPECT_NE(findings[0].evidence.find("9000 ms"), std::string::npos);
}

TEST(Diagnosis, AStopThatAHangUpWebhookOvertookIsNotMissedUntilItIsDue) {
  for (const auto& [last_ms, missed] : {std::pair{8'500, false}, {7'500, true}}) {
    Record record;
    MediaFact media;
    media.last_in_ms = last_ms;
    record.apply(media);
    for (const Fact& fact : {Fact(MilestoneFact{Milestone::socket_opened, 0}),
                             Fact(MilestoneFact{Milestone::started, 20}),
                             Fact(EndedFact{9'000, EndCause::hang_up_webhook, "completed"})})
      record.apply(fact);
    EXPECT_EQ(find(diagnose(record, kOwesStop), Errc::stop_not_sent) != nullptr, missed) << last_ms;
  }
}

TEST(Diagnosis, ACarrierThatNeverStartsButSpeaksIsAskedForItsDialect) {
  for (const auto& [cause, code] : {std::pair{EndCause::carrier_closed, Errc::closed_before_start},
                                    {EndCause::no_start_message, Errc::no_start_message}}) {
    Record record;
    record.apply(CreatedFact{"id", "vonage", "", 0, ""});
    record.apply(MilestoneFact{Milestone::socket_opened, 0});
    MediaFact media;
    media.oddities["unknown_event"] = media.carrier_oddities["unknown_event"] = 2;
    record.apply(media);
    record.apply(EndedFact{900, cause, {}});
    const auto findings = diagnose(record, kOwesStop);
    const Finding* const finding = find(findings, code);
    ASSERT_NE(finding, nullptr);
    EXPECT_NE(finding->evidence.find("2 messages are not of the dialect vonage"), std::string::npos)
        << finding->evidence;
  }
}

TEST(Diagnosis, CarriersThatPromiseNoStopOweNone) {
  EXPECT_TRUE(diagnose(streamed(EndCause::carrier_closed), {true, false}).empty());
}

TEST(Diagnosis, ACallThatTheCarrierEndedBeforeItsSocketCameIsNamed) {
  Record record;
  record.apply(MilestoneFact{Milestone::answered, 200});
  record.apply(EndedFact{1'200, EndCause::hang_up_webhook, "completed"});
  const auto findings = diagnose(record, kOwesStop);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, Errc::no_media_socket);
  EXPECT_EQ(findings[0].evidence,
            "answered at 200 ms, over at 1200 ms, and no media socket was opened");

  Record unanswered;
  unanswered.apply(EndedFact{1'200, EndCause::hang_up_webhook, "busy"});
  EXPECT_TRUE(diagnose(unanswered, kOwesStop).empty());
}

TEST(Diagnosis, AStopIsNotOwedWhenWeHungUp) {
  for (const EndCause cause : {EndCause::goodbye, EndCause::hang_up_request})
    EXPECT_EQ(find(diagnose(streamed(cause), kOwesStop), Errc::stop_not_sent), nullptr);
}

TEST(Diagnosis, SilenceNamesTheBoundAndTheMissingStop) {
  const auto findings = diagnose(streamed(EndCause::media_silence), kOwesStop);
  EXPECT_NE(find(findings, Errc::media_silence), nullptr);
  EXPECT_NE(find(findings, Errc::stop_not_sent), nullptr);
}

TEST(Diagnosis, ASocketThatClosesBeforeItsStartIsNamed) {
  Record record;
  record.apply(MilestoneFact{Milestone::socket_opened, 10});
  record.apply(EndedFact{60, EndCause::carrier_closed, "close code 1000"});
  const auto findings = diagnose(record, kOwesStop);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, Errc::closed_before_start);
  EXPECT_NE(findings[0].evidence.find("50 ms"), std::string::npos);
}

TEST(Diagnosis, AStreamWithoutAudioIsNamed) {
  Record record;
  record.apply(MilestoneFact{Milestone::started, 20});
  record.apply(MilestoneFact{Milestone::stop_received, 5'000});
  record.apply(EndedFact{5'000, EndCause::carrier_stop, ""});
  EXPECT_NE(find(diagnose(record, kOwesStop), Errc::no_first_media), nullptr);
}

TEST(Diagnosis, TheVendorsWordsAreTheEvidenceOfAnAgentFailure) {
  Record record = streamed(EndCause::carrier_closed);
  record.end =
      EndedFact{800, EndCause::agent_failed, "invalid_api_key: no such key", Errc::agent_refused};
  const auto findings = diagnose(record, kOwesStop);
  const Finding* const refused = find(findings, Errc::agent_refused);
  ASSERT_NE(refused, nullptr);
  EXPECT_NE(refused->evidence.find("invalid_api_key"), std::string::npos);
  EXPECT_EQ(find(findings, Errc::agent_failed), nullptr) << "the finer code says it all";
}

TEST(Diagnosis, AnAgentThatIsConnectedButNeverReadyIsNamed) {
  Record record = streamed(EndCause::carrier_closed);
  record.apply(MilestoneFact{Milestone::agent_connected, 100});
  EXPECT_NE(find(diagnose(record, {}), Errc::agent_not_ready), nullptr);
}

TEST(Diagnosis, ATranscriptThatCouldNotHoldEveryTurnSaysSo) {
  Record record = streamed(EndCause::goodbye);
  record.transcript_full = true;
  const auto findings = diagnose(record, kOwesStop);
  ASSERT_TRUE(find(findings, Errc::transcript_full));
  EXPECT_EQ(find(findings, Errc::transcript_full)->evidence, "kept: 0 turns, 0 bytes of text");
}

TEST(Diagnosis, OdditiesAreCountedWithTheFirstAsEvidence) {
  Record record = streamed(EndCause::carrier_closed);
  record.apply(EventFact{120, Origin::carrier, "bad_base64", "payload"});
  MediaFact media;
  media.oddities["bad_base64"] = 3;
  media.oddities["unknown_event"] = 12;
  record.apply(media);
  const auto findings = diagnose(record, {});
  ASSERT_EQ(findings.size(), 1u) << "unknown events do no harm";
  EXPECT_EQ(findings[0].code, Errc::bad_base64);
  EXPECT_EQ(findings[0].evidence, "3 times, first at 120 ms: payload");
}

}  // namespace
}  // namespace hookswitch::doctor
