// What a built-in agent reports of a session that has ended.
#include "hookswitch/persona/session_report.hpp"

#include "hookswitch/base/base64.hpp"
#include "unit/persona/joined_ends.hpp"

namespace hookswitch::persona {
namespace {

using wire::Json;

class SessionReports : public ::testing::Test {
 protected:
  void open(Config config = {}) {
    host.emplace(config, now);
    host->handle(Opened{}, now);
    collect();
  }
  void send(const std::string& text) {
    host->handle(FrameIn{{wire::Opcode::text, text}}, now);
    collect();
  }
  /// So many messages of 160 bytes of mu-law, in real time, whatever is declared.
  void stream_mu_law(int messages) {
    const std::vector<std::uint8_t> bytes(160, 0xff);
    std::string text = R"({"type":"input_audio_buffer.append","audio":")";
    base64_append(bytes, text);
    text += "\"}";
    for (int i = 0; i < messages; ++i) {
      send(text);
      now += 20ms;
    }
  }
  void close(std::uint16_t code, wire::SocketEnd how = wire::SocketEnd::closed) {
    host->handle(Closed{code, "bye", how}, now);
    collect();
  }
  void collect() {
    while (auto output = host->poll()) outputs.push_back(std::move(*output));
  }
  Json report() const { return to_json(host->report(now)); }
  std::vector<std::string> findings() const {
    std::vector<std::string> names;
    const Json told = report();
    for (const Json& finding : told["findings"]) names.push_back(finding["name"]);
    return names;
  }
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const Output& output : outputs)
      if (const T* one = std::get_if<T>(&output)) found.push_back(*one);
    return found;
  }

  Instant now{};
  std::optional<AgentHost> host;
  std::vector<Output> outputs;
};

TEST_F(SessionReports, ASessionIsToldFromItsOpeningToItsClose) {
  Config config;
  config.model = "gpt-realtime";
  open(config);
  send(R"({"type":"session.update","session":{"type":"realtime","model":"gpt-realtime",
        "audio":{"input":{"format":{"type":"audio/pcmu"}},"output":{"format":{"type":"audio/pcmu"}}}}})");
  send(R"({"type":"response.create"})");
  for (auto due = host->next_deadline(); due; due = host->next_deadline()) {
    now = *due;
    host->handle(Tick{}, now);
    collect();
  }
  stream_mu_law(100);
  close(1000);
  now += 1h;
  const Json told = report();
  EXPECT_EQ(told["schema"], 1);
  EXPECT_EQ(told["session_id"].get<std::string>().substr(0, 5), "sess_");
  EXPECT_EQ(told["persona"], "parrot");
  EXPECT_EQ(told["model"], Json::parse(R"({"asked":"gpt-realtime","served":"gpt-realtime"})"));
  EXPECT_EQ(told["ended"], Json::parse(R"({"by":"client","code":1000,"reason":"bye"})"));
  EXPECT_GE(told["duration_ms"], 2'000);
  EXPECT_LT(told["duration_ms"], 4'000);
  EXPECT_EQ(told["input"]["encoding"], "pcmu");
  EXPECT_EQ(told["input"]["rate_hz"], 8'000);
  EXPECT_EQ(told["input"]["audio_ms"], 2'000);
  EXPECT_EQ(told["input"]["messages"], 100);
  EXPECT_EQ(told["input"]["rate_ratio"], 1.0);
  EXPECT_EQ(told["output"]["audio_ms"], 600) << "the greeting";
  EXPECT_EQ(told["responses"]["completed"], 1);
  EXPECT_EQ(told["refused"], Json::array());
  EXPECT_EQ(told["findings"], Json::array());
}

TEST_F(SessionReports, MuLawThatIsDeclaredAsPcmIsNamedAtOnceAndInTheReport) {
  open();
  stream_mu_law(250);
  const auto noticed = all<Noticed>();
  ASSERT_EQ(noticed.size(), 1u);
  EXPECT_EQ(noticed[0].code, Errc::agent_audio_rate);
  EXPECT_NE(noticed[0].detail.find("0.167 times"), std::string::npos) << noticed[0].detail;
  EXPECT_NE(noticed[0].detail.find("G.711"), std::string::npos) << noticed[0].detail;
  close(1005);
  EXPECT_EQ(findings(), std::vector<std::string>{"agent_audio_rate"});
  EXPECT_NEAR(report()["input"]["rate_ratio"].get<double>(), 1.0 / 6, 0.001);
}

TEST_F(SessionReports, AFormatThatIsPutRightIsMeasuredAnew) {
  open();
  stream_mu_law(60);
  send(R"({"type":"session.update","session":{"type":"realtime",
        "audio":{"input":{"format":{"type":"audio/pcmu"}}}}})");
  stream_mu_law(250);
  close(1000);
  EXPECT_TRUE(findings().empty());
  EXPECT_EQ(report()["input"]["rate_ratio"], 1.0);
}

TEST_F(SessionReports, EveryRefusalIsNamedOnceAndCounted) {
  open();
  send(R"({"type":"session.update","session":{"type":"realtime","temperature":1}})");
  send(R"({"type":"session.update","session":{"type":"realtime","temperature":1}})");
  send("nonsense");
  send(R"({"type":"response.cancel"})");
  for (int i = 0; i < 100; ++i)
    send(R"({"type":"session.update","session":{"type":"realtime","f)" + std::to_string(i) +
         "\":1}}");
  close(1000);
  const Json told = report();
  EXPECT_EQ(told["refused_count"], 104);
  ASSERT_EQ(told["refused"].size(), SessionReport::kMaxRefusals);
  EXPECT_EQ(told["refused"][0]["code"], "unknown_parameter");
  EXPECT_EQ(told["refused"][0]["param"], "session.temperature");
  EXPECT_EQ(told["refused"][0]["times"], 2);
  EXPECT_EQ(told["refused"][1]["code"], "not_json");
  EXPECT_EQ(told["refused"][2]["code"], "response_cancel_not_active");
  EXPECT_EQ(findings(), std::vector<std::string>{"agent_refused_message"});
}

TEST_F(SessionReports, ASessionThatIsLeftOpenInSilenceIsNamed) {
  open();
  stream_mu_law(10);
  now += 9s;
  EXPECT_TRUE(findings().empty());
  now += 3s;
  close(1006, wire::SocketEnd::lost);
  EXPECT_EQ(findings(), std::vector<std::string>{"agent_left_in_silence"});
  EXPECT_EQ(report()["silent_ms"], 12'020);
  EXPECT_EQ(report()["ended"]["by"], "network");
}

TEST_F(SessionReports, AudioThatIsStillBeingPlayedIsNoSilence) {
  JoinedEnds ends(Persona::parrot);
  ends.say(babble(8s, 24'000, 1));
  ends.say(silence(2s, 24'000));
  ends.wait(8s);
  const SessionReport told = ends.host.report(ends.now);
  EXPECT_GT(told.did.said, Micros{7s});
  EXPECT_LT(told.silent, Micros{2s}) << "eight seconds were said within two";
}

TEST_F(SessionReports, AClientThatDoesNotReadOrBreaksTheProtocolHasEndedIt) {
  for (const auto& [how, who] : {std::pair(wire::SocketEnd::not_read, "client"),
                                 std::pair(wire::SocketEnd::protocol_error, "client"),
                                 std::pair(wire::SocketEnd::too_large, "client"),
                                 std::pair(wire::SocketEnd::silent, "network"),
                                 std::pair(wire::SocketEnd::failed_here, "agent")}) {
    open();
    close(1006, how);
    EXPECT_EQ(report()["ended"]["by"], who);
  }
}

TEST_F(SessionReports, AToolCallIsToldByName) {
  agent::SessionConfig config = agent::usual_session();
  config.tools.push_back({"end_call", "", "{}"});
  JoinedEnds ends(Persona::farewell, config);
  ends.say(babble(1s, 24'000, 1));
  ends.say(silence(2s, 24'000));
  ends.wait(5s);
  const Json told = to_json(ends.host.report(ends.now));
  EXPECT_EQ(told["tool_calls"], Json::parse(R"({"count":1,"names":["end_call"]})"));
  EXPECT_EQ(told["turns"], 1);
  EXPECT_EQ(told["ended"]["by"], "nobody");
}

TEST_F(SessionReports, AClientWithoutASessionIsToldWhyAndClosed) {
  Config config;
  config.denial = {4'000,
                   "invalid_request_error.invalid_value (intent)",
                   {"invalid_value", "intent=transcription: not served", "intent"},
                   Errc::agent_session_kind};
  open(config);
  ASSERT_EQ(outputs.size(), 2u);
  const Json error = Json::parse(std::get<SendFrame>(outputs[0]).frame.payload);
  EXPECT_EQ(error["type"], "error");
  EXPECT_EQ(error["error"]["param"], "intent");
  EXPECT_EQ(std::get<CloseSocket>(outputs[1]).code, 4'000);
  EXPECT_EQ(std::get<CloseSocket>(outputs[1]).reason,
            "invalid_request_error.invalid_value (intent)");
  send(R"({"type":"response.create"})");
  close(4'000);
  EXPECT_EQ(outputs.size(), 2u);
  EXPECT_EQ(report()["ended"]["by"], "agent");
  EXPECT_EQ(findings(), std::vector<std::string>{"agent_session_kind"});
}

TEST_F(SessionReports, AnAgentThatIsStoppedSaysSo) {
  open();
  host->handle(Leave{}, now);
  collect();
  ASSERT_EQ(all<CloseSocket>().size(), 1u);
  EXPECT_EQ(all<CloseSocket>()[0].code, 1'001);
  close(1'005);
  EXPECT_EQ(report()["ended"]["by"], "agent");
}

TEST_F(SessionReports, APersonasNameInTheUrlLeavesTheModelOpen) {
  Config config;
  config.model = "silent";
  config.persona = Persona::silent;
  open(config);
  send(R"({"type":"session.update","session":{"type":"realtime","model":"gpt-realtime"}})");
  EXPECT_EQ(report()["model"], Json::parse(R"({"asked":"silent","served":"gpt-realtime"})"));
  EXPECT_EQ(report()["persona"], "silent");
}

}  // namespace
}  // namespace hookswitch::persona
