// How a socket ended decides what the call ended by, and who is named.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hookswitch/call/end_cause.hpp"
#include "hookswitch/doctor/conformance.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using call::EndedBy;
using kit::CallRig;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using wire::ProtocolRule;
using wire::SocketEnd;

struct Case {
  SocketEnd how;
  EndCause of_carrier, of_agent;
  Errc code;
  bool is_ours;  ///< it is the bridge that drops the socket: the detail says whose
};
// clang-format off
const std::vector<Case> kFaults = {
    {SocketEnd::protocol_error, EndCause::carrier_protocol_error, EndCause::agent_protocol_error, Errc::protocol_error,    false},
    {SocketEnd::too_large,      EndCause::carrier_too_large,      EndCause::agent_too_large,      Errc::message_too_large, false},
    {SocketEnd::not_read,       EndCause::send_backlog,           EndCause::send_backlog,         Errc::send_backlog,      true },
    {SocketEnd::failed_here,    EndCause::socket_failed,          EndCause::socket_failed,        Errc::socket_failed,     true },
};
// clang-format on

void expect_named(const CallRig& rig, EndCause cause, const std::string& detail, Errc code) {
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, cause);
  EXPECT_EQ(rig.record->end->detail, detail);
  ASSERT_FALSE(rig.record->diagnosis.empty());
  EXPECT_EQ(rig.record->diagnosis[0].code, code);
  EXPECT_NE(rig.record->diagnosis[0].evidence.find(detail), std::string::npos);
  EXPECT_EQ(rig.ended_times, 1);
}

TEST(SocketEnd, OfTheCarrierNamesWhoFailed) {
  for (const Case& each : kFaults) {
    CallRig rig;
    rig.up();
    rig.carrier_open = false;
    rig.input(CarrierClosed{1002, "why", each.how});
    rig.run(3s);
    expect_named(rig, each.of_carrier,
                 each.is_ours ? "to the carrier: why" : "close code 1002: why", each.code);
    EXPECT_TRUE(rig.gone_ms);
  }
}

TEST(SocketEnd, OfTheAgentNamesWhoFailed) {
  for (const Case& each : kFaults)
    for (const bool is_ready : {true, false}) {
      CallRig rig;
      rig.agent_configures = is_ready;
      rig.up();
      rig.agent_open = false;
      rig.input(AgentClosed{1002, "why", each.how});
      rig.run(3s);
      expect_named(rig, each.of_agent, each.is_ours ? "to the agent: why" : "close code 1002: why",
                   each.code);
      EXPECT_EQ(rig.dials, 1) << "nobody hopes that it does better the next time";
    }
}

TEST(SocketEnd, ThePeersOwnLeavingIsWhatItWas) {
  for (const auto how : {SocketEnd::closed, SocketEnd::lost, SocketEnd::silent}) {
    CallRig carrier;
    carrier.up();
    carrier.carrier_open = false;
    carrier.input(CarrierClosed{1006, "why", how});
    carrier.run(3s);
    ASSERT_TRUE(carrier.record);
    EXPECT_EQ(carrier.record->end->cause, EndCause::carrier_lost);
    EXPECT_EQ(carrier.record->end->detail, "close code 1006: why");
    CallRig agent;
    agent.up();
    agent.agent_open = false;
    agent.input(AgentClosed{1006, "why", how});
    agent.run(3s);
    ASSERT_TRUE(agent.record);
    EXPECT_EQ(agent.record->end->cause, EndCause::agent_closed);
  }
}

TEST(SocketEnd, AfterTheEndItIsOnlyNoted) {
  CallRig rig;
  rig.up();
  rig.carrier_answers_close = false;
  rig.input(HangUpRequest{});
  rig.carrier_open = false;
  rig.input(CarrierClosed{1002, "why", SocketEnd::protocol_error});
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::hang_up_request);
}

TEST(SocketEnd, TheConformanceReportNamesTheBrokenRuleAndOwesNothingElseForIt) {
  CallRig rig(CallRig::of("ucid"));
  rig.up();
  rig.carrier_open = false;
  rig.input(
      CarrierClosed{1002, wire::describe(ProtocolRule::unmasked_frame), SocketEnd::protocol_error});
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  const auto text = doctor::conformance_json(record_to_json(*rig.record));
  ASSERT_TRUE(text);
  const auto report = nlohmann::json::parse(*text);
  for (const auto& obligation : report["obligations"]) {
    const auto name = obligation["name"].get<std::string>();
    if (name == "messages") {
      EXPECT_EQ(obligation["verdict"], "missing");
      EXPECT_NE(obligation["evidence"].get<std::string>().find("unmasked_frame"),
                std::string::npos);
    }
    if (name == "stop" || name == "close") EXPECT_EQ(obligation["verdict"], "not_owed") << name;
  }
}

TEST(AgentNotOpened, TlsIsNotTriedAgainUnlessItMayDoBetter) {
  struct Refusal {
    wire::TlsFault fault;
    std::optional<Errc> code;
    int dials;
  };
  for (const Refusal& each : {Refusal{wire::TlsFault::expired, Errc::certificate_refused, 1},
                              Refusal{wire::TlsFault::wrong_host, Errc::certificate_refused, 1},
                              Refusal{wire::TlsFault::not_tls, Errc::tls_failed, 1},
                              Refusal{wire::TlsFault::other, std::nullopt, 3}}) {
    CallRig rig;
    rig.agent_answers = false;
    rig.up();
    for (int i = 0; i < 3 && !rig.record; ++i) {
      rig.input(AgentNotOpened{0, "in OpenSSL's words", each.fault});
      rig.run(1s);
    }
    ASSERT_TRUE(rig.record);
    EXPECT_EQ(rig.record->end->cause, EndCause::agent_unreachable);
    EXPECT_EQ(rig.record->end->code, each.code);
    EXPECT_EQ(rig.record->end->detail,
              "TLS: " + wire::describe(each.fault) + ": in OpenSSL's words");
    EXPECT_EQ(rig.dials, each.dials);
  }
}

TEST(AgentNotOpened, AnAnswerThatBreaksTheProtocolIsTheAgents) {
  CallRig rig;
  rig.agent_answers = false;
  rig.up();
  rig.input(AgentNotOpened{0, "in Beast's words", std::nullopt, ProtocolRule::accept_key});
  rig.run(3s);
  expect_named(rig, EndCause::agent_protocol_error, wire::describe(ProtocolRule::accept_key),
               Errc::protocol_error);
  EXPECT_EQ(rig.dials, 1);
}

// This process was late: what the socket accepted in the meantime is reported by the next input.
TEST(SendBound, IsJudgedOnlyWhenTheSocketsHaveHadTheirSay) {
  CallRig rig;
  rig.up();
  rig.agent_reads = false;
  rig.speak(1s);
  rig.bridge.handle(Tick{}, rig.now);
  const Instant late = rig.now + Micros{4'500'000};
  rig.bridge.handle(AgentFrame{{wire::Opcode::text, "{}"}}, late);
  EXPECT_EQ(rig.bridge.record(late).end, std::nullopt);
  rig.bridge.handle(Sent{Leg::agent, 1}, late);
  rig.bridge.handle(Tick{}, late);
  EXPECT_EQ(rig.bridge.record(late).end, std::nullopt) << "it was taken";
  const Instant too_late = late + Micros{5'000'000};
  rig.bridge.handle(Tick{}, too_late);
  ASSERT_NE(rig.bridge.record(too_late).end, std::nullopt);
  EXPECT_EQ(rig.bridge.record(too_late).end->cause, EndCause::send_stalled);
}

}  // namespace
}  // namespace hookswitch::bridge
