// docs/bounds.md, row by row: after the last sign of life a call ends when the page says, although
// no peer responds any more.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "hookswitch/call/bound_rules.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

/// Runs up to the last sign of life and returns when that was, in milliseconds; a party that goes
/// on talking does so in `goes_on`.
struct Row {
  const char* sign;  ///< first column of the page
  EndCause cause;
  std::int64_t (*live)(CallRig& rig);
  void (*goes_on)(CallRig& rig, Micros span) = [](CallRig& rig, Micros span) { rig.run(span); };
  const char* dialect = "twilio";
};

void talks(CallRig& rig, Micros span) {
  const Instant until = rig.now + span;
  while (rig.now < until && !rig.gone_ms) rig.speak(20ms);
}

std::int64_t last_audio(CallRig& rig) { return rig.ms() - 20; }

const std::vector<Row>& rows() {
  // clang-format off
  static const std::vector<Row> all{
      {"the phone rings, and is not answered", EndCause::no_answer,
       [](CallRig& rig) {
         rig.input(Ringing{});
         return rig.ms();
       }},
      {"the carrier reported over HTTP that the phone was answered", EndCause::no_media_socket,
       [](CallRig& rig) {
         rig.input(Ringing{});
         rig.run(3s);
         rig.input(Answered{});
         return rig.ms();
       }},
      {"the media socket opened, with or without messages before the start",
       EndCause::no_start_message,
       [](CallRig& rig) {
         rig.open();
         const std::int64_t sign = rig.ms();
         rig.run(1s);
         rig.carrier_text(R"({"event":"connected","protocol":"Call","version":"1.0.0"})");
         return sign;
       }},
      {"the start message", EndCause::no_first_media,
       [](CallRig& rig) {
         rig.open();
         rig.run(1s);
         rig.start();
         return rig.ms();
       }},
      {"the carrier announced a pause of the caller's audio", EndCause::media_silence,
       [](CallRig& rig) {
         rig.up();
         rig.speak(1s);
         rig.carrier_text(R"({"event":"websocket:media:update","active":false})");
         return rig.ms();
       },
       [](CallRig& rig, Micros span) { rig.run(span); },
       "vonage"},
      {"the caller's audio", EndCause::media_silence,
       [](CallRig& rig) {
         rig.up();
         rig.speak(3s);
         return last_audio(rig);
       }},
      {"the carrier's stop message", EndCause::carrier_stop,
       [](CallRig& rig) {
         rig.up();
         rig.speak(3s);
         rig.caller_is_heard();  // and will not be understood
         rig.stop();
         return rig.ms();
       }},
      {"the carrier closed its socket", EndCause::carrier_closed,
       [](CallRig& rig) {
         rig.up();
         rig.caller_is_heard();
         rig.close_carrier(1000);
         return rig.ms();
       }},
      {"the carrier's socket broke", EndCause::carrier_lost,
       [](CallRig& rig) {
         rig.up();
         rig.caller_is_heard();
         rig.close_carrier(1006);
         return rig.ms();
       }},
      {"the carrier reported over HTTP that the call has ended", EndCause::hang_up_webhook,
       [](CallRig& rig) {
         rig.up();
         rig.caller_is_heard();
         rig.input(HangUpWebhook{"completed"});
         return rig.ms();
       }},
      {"a hang-up request over the API", EndCause::hang_up_request,
       [](CallRig& rig) {
         rig.up();
         rig.caller_is_heard();
         rig.input(HangUpRequest{"by test"});
         return rig.ms();
       }},
      {"another socket took the call over", EndCause::replaced,
       [](CallRig& rig) {
         rig.up();
         rig.caller_is_heard();
         rig.input(Replaced{"0190-newer"});
         return rig.ms();
       }},
      {"the agent closed its session", EndCause::agent_closed,
       [](CallRig& rig) {
         rig.up();
         rig.close_agent(1000);
         return rig.ms();
       }},
      {"the agent was dialed, and is not ready while the caller talks", EndCause::agent_unreachable,
       [](CallRig& rig) {
         rig.agent_answers = false;
         rig.open();
         rig.start();
         return rig.ms();
       },
       talks},
      {"the carrier stopped reading, and still sends audio", EndCause::send_stalled,
       [](CallRig& rig) {
         rig.up();
         rig.speak(1s);
         rig.carrier_reads = false;
         rig.agent_says(1s, "Hello.");
         return rig.ms();
       },
       talks},
      {"the agent stopped reading, and the caller still sends audio", EndCause::send_stalled,
       [](CallRig& rig) {
         rig.up();
         rig.agent_reads = false;
         rig.media();
         return rig.ms();
       },
       talks},
      {"the agent's goodbye, from the end of its audio on", EndCause::goodbye,
       [](CallRig& rig) {
         rig.marks_come_back = false;
         rig.up();
         rig.agent_begins();
         rig.agent_audio(1'500ms);
         rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
         return rig.ms() + 1'500;
       },
       talks},
      {"none: all parties still send audio", EndCause::longest_call,
       [](CallRig& rig) {
         rig.up();
         return rig.ms();
       },
       talks},
  };
  // clang-format on
  return all;
}

/// A row as the page has it.
struct Documented {
  std::string bound;  ///< a key; empty: none
  Millis ended{}, gone{};
  std::string cause;
};

std::map<std::string, Documented> documented() {
  std::ifstream file(HOOKSWITCH_DOCS_DIR "/bounds.md");
  std::map<std::string, Documented> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("| ", 0) != 0 || line.rfind("| ---", 0) == 0) continue;
    std::vector<std::string> cells;
    std::istringstream cut(line.substr(1));
    for (std::string cell; std::getline(cut, cell, '|');) {
      const auto from = cell.find_first_not_of(" `"), to = cell.find_last_not_of(" `");
      cells.push_back(from == cell.npos ? "" : cell.substr(from, to - from + 1));
    }
    if (cells.size() < 5 || cells[2].find(" s") == cells[2].npos) continue;
    const auto seconds = [](const std::string& text) {
      return Millis{static_cast<std::int64_t>(std::stod(text) * 1'000)};
    };
    rows[cells[0]] = {cells[1] == "-" ? "" : cells[1], seconds(cells[2]), seconds(cells[3]),
                      cells[4]};
  }
  return rows;
}

const call::BoundRule* rule_of(const std::string& key) {
  for (const call::BoundRule& rule : call::bound_rules())
    if (rule.key == key) return &rule;
  return nullptr;
}

/// What the carrier has announced may take longer than 12 s.
bool is_announced(const call::BoundRule& rule) {
  return rule.bound == &call::Bounds::ringing || rule.bound == &call::Bounds::announced_pause;
}

Config config_of(const Row& row) { return CallRig::of(row.dialect); }

/// Runs the row with peers and a store that never respond, and checks when it ended.
void expect_kept(const Row& row, const Config& config, Millis ended_after) {
  CallRig rig(config);
  const std::int64_t sign = row.live(rig);
  rig.carrier_answers_close = rig.agent_answers_close = rig.store_works = false;
  row.goes_on(rig, ended_after + 5s);
  ASSERT_TRUE(rig.record) << "it never ended";
  ASSERT_TRUE(rig.record->end);
  EXPECT_EQ(to_string(rig.record->end->cause), to_string(row.cause));
  EXPECT_EQ(rig.record->end->at_ms - sign, ended_after.count());
  ASSERT_TRUE(rig.gone_ms);
  EXPECT_LE(*rig.gone_ms - sign, (ended_after + config.bounds.end_to_gone).count());
  EXPECT_LE(*rig.ended_ms - sign, (ended_after + config.bounds.end_to_gone).count());
  EXPECT_FALSE(rig.carrier_open);
  EXPECT_FALSE(rig.agent_open);
}

TEST(Promise, EveryRowOfThePageHoldsInVirtualTime) {
  auto page = documented();
  const call::Bounds defaults;
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.sign);
    const auto told = page.find(row.sign);
    ASSERT_NE(told, page.end()) << "docs/bounds.md has no such row";
    EXPECT_EQ(told->second.cause, to_string(row.cause));
    const call::BoundRule* const rule = rule_of(told->second.bound);
    const Millis bound = rule ? defaults.*rule->bound : Millis{0};
    EXPECT_EQ(told->second.bound.empty(), rule == nullptr);
    EXPECT_EQ(told->second.ended, bound);
    EXPECT_EQ(told->second.gone, bound + defaults.end_to_gone);
    if (row.cause != EndCause::longest_call) {
      if (rule == nullptr || !is_announced(*rule)) {
        EXPECT_LE(told->second.gone, 12s) << "the promise in one sentence";
      }
      expect_kept(row, config_of(row), bound);
    }
    page.erase(told);
  }
  EXPECT_TRUE(page.empty()) << "a row without a test: " << page.begin()->first;
}

TEST(Promise, WhatIsConfiguredIsWhatIsPromised) {
  const auto page = documented();
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.sign);
    const call::BoundRule* const rule = rule_of(page.at(row.sign).bound);
    if (rule == nullptr) continue;
    Config config = config_of(row);
    const Millis other = row.cause == EndCause::longest_call ? Millis{60'000}
                         : is_announced(*rule)               ? Millis{20'000}
                                                             : Millis{3'700};
    config.bounds.*rule->bound = other;
    if (rule->bound == &call::Bounds::agent_connect) config.bounds.agent_tries = 2;
    ASSERT_TRUE(call::faults_of(config.bounds).empty());
    expect_kept(row, config, other);
  }
}

TEST(Promise, ACarrierThatPausesMayPauseAsLongAsIsConfigured) {
  Config config = CallRig::twilio();
  config.bounds.longest_pause = 60s;
  CallRig rig(config);
  rig.up();
  rig.speak(1s);
  rig.run(70s);
  ASSERT_TRUE(rig.record && rig.record->end);
  EXPECT_EQ(rig.record->end->cause, EndCause::media_silence);
  EXPECT_EQ(rig.record->end->at_ms, 980 + 60'000);
}

}  // namespace
}  // namespace hookswitch::bridge
