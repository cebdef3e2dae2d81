// The soak itself is a program (soak --calls N); here: it can be replayed, and its witness
// notices broken promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "hookswitch/carrier/all.hpp"
#include "sim/soak_call.hpp"

namespace hookswitch::sim {
namespace {

constexpr std::uint64_t kSeed = 11;

TEST(Soak, ACallIsLivedTheSameAgain) {
  for (std::uint64_t number = 0; number < 12; ++number) {
    std::ostringstream first, second;
    live(draw(kSeed, number), &first);
    live(draw(kSeed, number), &second);
    EXPECT_FALSE(first.str().empty());
    EXPECT_EQ(first.str(), second.str());
  }
}

TEST(Soak, AThousandPlansUseEveryFaultAndEveryDialect) {
  std::set<std::string_view> used;
  std::set<const carrier::CarrierDialect*> dialects;
  for (std::uint64_t number = 0; number < 1'000; ++number) {
    const Plan plan = draw(kSeed, number);
    dialects.insert(plan.config.phone.as);
    for (const Plan::Event& event : plan.faults) used.insert(event.fault->name);
  }
  EXPECT_EQ(used.size(), faults().size());
  EXPECT_EQ(dialects.size(), carrier::all_dialects().size());
}

// ---- the witness notices -------------------------------------------------------------------

/// Whether a call of the first few brings a complaint that holds `words`.
bool is_noticed(const std::function<Sabotage()>& make, std::string_view words) {
  for (std::uint64_t number = 0; number < 60; ++number)
    for (const std::string& complaint : live(draw(kSeed, number), nullptr, make()).complaints)
      if (complaint.find(words) != std::string::npos) return true;
  return false;
}

template <class Out>
Sabotage shown(int times) {
  return [times](bridge::Output& seen) { return std::holds_alternative<Out>(seen) ? times : 1; };
}

/// Changes the record that is handed out.
std::function<Sabotage()> record_with(void (*change)(record::Record&)) {
  return [change] {
    return [change](bridge::Output& seen) {
      if (auto* ended = std::get_if<bridge::Ended>(&seen)) change(ended->record);
      return 1;
    };
  };
}

TEST(Witness, NoticesARecordThatNeverCame) {
  EXPECT_TRUE(is_noticed([] { return shown<bridge::Ended>(0); }, "0 records"));
}
TEST(Witness, NoticesTwoRecords) {
  EXPECT_TRUE(is_noticed([] { return shown<bridge::Ended>(2); }, "2 records"));
}
TEST(Witness, NoticesASessionThatStays) {
  EXPECT_TRUE(is_noticed([] { return shown<bridge::Gone>(0); }, "Gone came 0 times"));
}
TEST(Witness, NoticesASocketThatStaysOpen) {
  const Plan plan = draw(kSeed, 0);
  Witness witness(plan.config.bridge);
  const auto complaints = witness.verdict({.bridge_gone = true, .sockets_closed = false});
  EXPECT_NE(std::find(complaints.begin(), complaints.end(), "a socket is still open"),
            complaints.end());
}
TEST(Witness, NoticesFramesForAClosedSocket) {
  const auto not_opened = [] {
    return [was = false](bridge::Output& seen) mutable {
      if (std::holds_alternative<bridge::CloseLeg>(seen) && !std::exchange(was, true)) {
        seen = bridge::SendFrame{bridge::Leg::carrier, {}};
        return 2;
      }
      if (std::holds_alternative<bridge::DropLeg>(seen)) seen = bridge::SendFrame{};
      return 1;
    };
  };
  EXPECT_TRUE(is_noticed(not_opened, "a frame for a socket that is not open"));
}
TEST(Witness, NoticesAJournalThatLacksARow) {
  const auto forgetful = [] {
    return [](bridge::Output& seen) {
      const auto* row = std::get_if<bridge::Journal>(&seen);
      return row && std::holds_alternative<record::CarrierFact>(row->fact) ? 0 : 1;
    };
  };
  EXPECT_TRUE(is_noticed(forgetful, "does not fold"));
}
TEST(Witness, NoticesAWrongCause) {
  const auto liar = [] {
    return [](bridge::Output& seen) {
      if (auto* row = std::get_if<bridge::Journal>(&seen))
        if (auto* end = std::get_if<record::EndedFact>(&row->fact))
          end->cause = call::EndCause::hang_up_webhook;
      return 1;
    };
  };
  EXPECT_TRUE(is_noticed(liar, "nothing that was seen explains the cause hang_up_webhook"));
}
TEST(Witness, NoticesALostTurn) {
  EXPECT_TRUE(is_noticed(record_with([](record::Record& record) {
                           if (!record.transcript.empty()) record.transcript.pop_back();
                         }),
                         "not in the transcript"));
}
TEST(Witness, NoticesAudioThatNobodyCanHaveHeard) {
  EXPECT_TRUE(is_noticed(record_with([](record::Record& record) {
                           for (auto& turn : record.transcript)
                             if (turn.heard_ms) *turn.heard_ms += 60'000;
                         }),
                         " ms of "));
}
TEST(Witness, NoticesAMissingFinding) {
  EXPECT_TRUE(is_noticed(record_with([](record::Record& record) { record.diagnosis.clear(); }),
                         "no finding for the end's code"));
}
TEST(Witness, NoticesARecordThatBreaksTheSchema) {
  EXPECT_TRUE(is_noticed(record_with([](record::Record& record) { record.created.id = "17"; }),
                         "schema: /id"));
}

TEST(Witness, NoticesABoundThatIsKeptTooLate) {
  struct Case {
    const char* fault;
    Millis call::Bounds::*bound;
  };
  for (const Case& late : {
           Case{"no_socket", &call::Bounds::answered_to_socket},
           Case{"no_start", &call::Bounds::socket_to_start},
           Case{"no_media", &call::Bounds::start_to_media},
           Case{"falls_silent", &call::Bounds::media_silence},
           Case{"agent_late", &call::Bounds::agent_connect},
           Case{"stops_reading", &call::Bounds::send_outstanding},
           Case{"agent_stops_reading", &call::Bounds::send_outstanding},
           Case{"store_dead", &call::Bounds::end_to_gone},
       }) {
    bool noticed = false;
    for (std::uint64_t number = 0; number < 40 && !noticed; ++number) {
      Plan plan = draw(kSeed, number);
      plan.faults = {{fault_named(late.fault), Micros{900'000}, number}};
      if (plan.faults[0].fault->moment == Moment::begin) plan.faults[0].at = Micros{0};
      Rng rng(number);
      if (plan.faults[0].fault->arrange) plan.faults[0].fault->arrange(plan.config, rng);
      plan.hangs_up_at.reset();
      if (late.bound == &call::Bounds::end_to_gone) plan.hangs_up_at = Micros{1'500'000};
      EXPECT_EQ(live(plan).complaints, std::vector<std::string>{}) << to_string(plan);
      call::Bounds promised = plan.config.bridge.bounds;
      promised.*late.bound -= Millis{100};
      noticed = !live(plan, promised).complaints.empty();
    }
    EXPECT_TRUE(noticed) << late.fault;
  }
}

}  // namespace
}  // namespace hookswitch::sim
