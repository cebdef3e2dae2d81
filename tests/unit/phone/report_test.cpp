#include "hookswitch/phone/report.hpp"

#include <gtest/gtest.h>

#include <set>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::phone {
namespace {

wire::Json json(const Report& report, State state = State::ended) {
  return *wire::read_object(report.to_json(state, 1'234, {}));
}

TEST(Report, HasEveryFieldOfSchemaOneFromTheStart) {
  const auto document = json(Report{}, State::idle);
  std::set<std::string> keys;
  for (const auto& [key, value] : document.items()) keys.insert(key);
  EXPECT_EQ(keys, (std::set<std::string>{
                      "schema", "call_id", "host_call_id", "dialect", "profile", "url", "state",
                      "outcome", "end", "duration_ms", "milestones", "timeline", "timeline_dropped",
                      "media", "answers", "host_closed_after_ms", "oddities", "findings"}));
  EXPECT_EQ(document["schema"], 1);
  EXPECT_TRUE(document["outcome"].is_null());
  EXPECT_TRUE(document["end"].is_null());
  EXPECT_EQ(document["milestones"].size(), static_cast<std::size_t>(Milestone::count));
  EXPECT_EQ(document["milestones"][0], (wire::Json{{"name", "dialed"}, {"missing", true}}));
}

TEST(Report, RatesWhatWasHeardByDelayAndConcealmentAndNothingByNothing) {
  Report::Media media;
  const auto mos = [&media] {
    return wire::read_object(Report{}.to_json(State::ended, 1'234, media))->at("media").at("mos");
  };
  EXPECT_TRUE(mos().is_null());
  media.received_ms = 10'000;
  EXPECT_TRUE(mos().is_null());
  media.jitter.jitter_buffer_emitted_count = 80'000;
  media.jitter.jitter_buffer_target_delay = Micros{80'000 * std::int64_t{20'000}};
  EXPECT_EQ(mos(), 4.37);                        // R 91.5
  media.jitter.concealed_samples = 80'000 / 19;  // 5 %
  EXPECT_EQ(mos(), 3.85);                        // R 75.7
  media.jitter.concealed_samples = 0;
  media.jitter.jitter_buffer_target_delay = Micros{80'000 * std::int64_t{250'000}};
  EXPECT_EQ(mos(), 3.71);  // R 72.5: 300 ms from mouth to ear
}

TEST(Report, KeepsTheFirstEndAndTheFirstTimeOfAMilestone) {
  Report report;
  report.reach(Milestone::dialed, 0);
  report.reach(Milestone::connected, 12);
  report.reach(Milestone::connected, 99);
  report.end({EndCause::hung_up, ""});
  report.end({EndCause::socket_lost, "1006", 1006});
  const auto document = json(report);
  EXPECT_EQ(document["milestones"][1], (wire::Json{{"name", "connected"}, {"at_ms", 12}}));
  EXPECT_EQ(document["end"]["cause"], "hung_up");
  EXPECT_EQ(document["end"]["by"], "caller");
  EXPECT_TRUE(document["end"]["code"].is_null());
  EXPECT_EQ(document["outcome"], "completed");
}

TEST(Report, AHostThatClosesInGoodOrderIsNoFailureButAnErrorCodeIs) {
  for (const int code : {1000, 1001, 1005}) {
    Report report;
    report.end({EndCause::host_closed, "", static_cast<std::uint16_t>(code)});
    EXPECT_EQ(report.outcome(), Outcome::completed) << code;
  }
  for (const int code : {1002, 1007, 1008, 1009, 1011, 1013}) {
    Report report;
    report.end({EndCause::host_closed, "", static_cast<std::uint16_t>(code)});
    EXPECT_EQ(report.outcome(), Outcome::failed) << code;
  }
}

TEST(Report, MessagesThatCouldNotBeUsedFailTheCall) {
  Report report;
  report.end({EndCause::hung_up, ""});
  report.unreadable();
  report.count(Errc::not_json, "not_json at byte 3");
  report.count(Errc::not_json, "another");
  const auto document = json(report);
  EXPECT_EQ(document["outcome"], "failed");
  EXPECT_EQ(document["oddities"], (wire::Json{{"not_json", 2}}));
  ASSERT_EQ(document["findings"].size(), 2u);
  EXPECT_EQ(document["findings"][0]["name"], "host_bad_message");
  EXPECT_EQ(document["findings"][1]["name"], "not_json");
  EXPECT_EQ(document["findings"][1]["evidence"], "2 time(s), first: not_json at byte 3");
  EXPECT_EQ(document["findings"][1]["code"], 1001);
  EXPECT_FALSE(document["findings"][1]["remedy"].get<std::string>().empty());
}

TEST(Report, BoundsItsTimelineAndCountsTheRest) {
  Report report;
  const std::string large(10'000, 'x');
  for (std::size_t i = 0; i < Report::kMaxTimeline + 7; ++i) report.note(1, "mark", large);
  const auto document = json(report);
  EXPECT_EQ(document["timeline"].size(), Report::kMaxTimeline);
  EXPECT_EQ(document["timeline_dropped"], 7);
  EXPECT_EQ(document["timeline"][0]["detail"].get<std::string>().size(), Report::kMaxDetail);
}

}  // namespace
}  // namespace hookswitch::phone
