// The failure catalogue, run in virtual time: docs/failures.md.
#include "sim/lab.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "hookswitch/carrier/all.hpp"

namespace hookswitch::sim {
namespace {

Plan plan_of(const Scenario& row) {
  Plan plan = draw(1, 0);
  const auto* const which = carrier::dialect_from_name(row.call.as);
  plan.config = {};
  plan.config.phone.as = plan.config.bridge.carrier = which;
  plan.config.phone.facts.rate_hz = 8'000;
  plan.config.phone.device_rate_hz = 8'000;
  plan.config.phone.playout = phone::Playout::clock;
  plan.config.phone.clock.unix_ms = plan.config.bridge.clock.unix_ms = 1'790'000'000'000;
  plan.config.bridge.agent.url = "ws://agent";
  plan.config.persona.persona = row.call.persona;
  plan.says_at = Micros{500'000};
  plan.says_for = row.call.says_for;
  plan.hangs_up_at = row.call.hangs_up_at;
  plan.faults.clear();
  Rng rng(7);
  for (const Scenario::Happens& event : row.happens) {
    plan.faults.push_back({event.fault, event.at, rng.next()});
    if (event.fault->arrange) event.fault->arrange(plan.config, rng);
  }
  return plan;
}

class Lab : public testing::TestWithParam<Scenario> {};
INSTANTIATE_TEST_SUITE_P(Catalogue, Lab, testing::ValuesIn(lab()), [](const auto& row) {
  return std::string(row.param.id) + std::string(row.param.name);
});

TEST_P(Lab, LeavesOneRecordThatNamesWhatHappened) {
  const Scenario& row = GetParam();
  for (const Scenario::Happens& event : row.happens) ASSERT_NE(event.fault, nullptr);
  // The witness sees to the rest: gone in time, sockets closed, one record, nothing unsaid.
  const Outcome outcome = live(plan_of(row));
  EXPECT_EQ(outcome.complaints, std::vector<std::string>{});
  EXPECT_LE(outcome.lived, row.lives_at_most);
  ASSERT_TRUE(outcome.record && outcome.record->end);
  const record::Record& record = *outcome.record;
  EXPECT_EQ(to_string(record.end->cause), to_string(row.cause));
  const auto code = record.end->code ? record.end->code : code_of(record.end->cause);
  EXPECT_EQ(code, row.code);

  std::vector<std::string> expected, found;
  if (row.code) expected.emplace_back(to_string(*row.code));
  for (const Errc finding : row.findings) expected.emplace_back(to_string(finding));
  for (const auto& finding : record.diagnosis) found.emplace_back(to_string(finding.code));
  for (const std::string& finding : expected)
    EXPECT_NE(std::find(found.begin(), found.end(), finding), found.end()) << finding;
  EXPECT_EQ(found.size(), expected.size()) << testing::PrintToString(found);

  EXPECT_GE(static_cast<int>(record.transcript.size()), row.turns);
  if (row.also) {
    EXPECT_EQ(row.also(record), "");
  }
}

// ---- docs/failures.md ----------------------------------------------------------------------

/// The lines of the document's table by their row's id; a row may have several.
std::multimap<std::string, std::string> documented() {
  std::ifstream file(HOOKSWITCH_DOCS_DIR "/failures.md");
  std::multimap<std::string, std::string> rows;
  for (std::string line; std::getline(file, line);)
    if (line.rfind("| F", 0) == 0) rows.emplace(line.substr(2, line.find(' ', 2) - 2), line);
  return rows;
}

TEST(LabDocument, HasEveryRowOfTheCatalogue) {
  const auto rows = documented();
  for (int number = 1; number <= 28; ++number)
    EXPECT_GE(rows.count("F" + std::to_string(number)), 1u) << "F" << number;
}

TEST(LabDocument, SaysOfEveryScenarioWhatTheScenarioSays) {
  const auto rows = documented();
  for (const Scenario& row : lab()) {
    const auto [first, last] = rows.equal_range(std::string(row.id));
    const bool told = std::any_of(first, last, [&](const auto& line) {
      const auto holds = [&](std::string_view word) {
        return line.second.find(word) != std::string::npos;
      };
      bool all = holds(row.name) && holds("`" + std::string(to_string(row.cause)) + "`");
      for (const Scenario::Happens& event : row.happens)
        all = all && holds("`" + std::string(event.fault->name) + "`");
      if (row.code) all = all && holds(std::to_string(number(*row.code)));
      for (const Errc finding : row.findings) all = all && holds(std::to_string(number(finding)));
      return all;
    });
    EXPECT_TRUE(told) << row.id << ' ' << row.name;
  }
}

TEST(LabDocument, NamesEveryFaultOfTheSoak) {
  std::ifstream file(HOOKSWITCH_DOCS_DIR "/failures.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const Fault& fault : faults())
    EXPECT_NE(text.find("| `" + std::string(fault.name) + "` | " + std::string(fault.what) + " |"),
              std::string::npos)
        << fault.name;
}

}  // namespace
}  // namespace hookswitch::sim
