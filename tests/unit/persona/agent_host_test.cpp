#include "hookswitch/persona/agent_host.hpp"

#include <nlohmann/json.hpp>

#include "unit/persona/joined_ends.hpp"

namespace hookswitch::persona {
namespace {

/// The raw frames that a host sends, by type.
std::vector<std::string> types(AgentHost& host) {
  std::vector<std::string> all;
  while (auto output = host.poll())
    if (const auto* out = std::get_if<SendFrame>(&*output))
      all.push_back(nlohmann::json::parse(out->frame.payload)["type"]);
  return all;
}

TEST(AgentHost, OpensTheSessionOnceAndAnswersNothingBefore) {
  AgentHost host({}, Instant{});
  host.handle(FrameIn{{wire::Opcode::text, R"({"type":"response.create"})"}}, Instant{});
  EXPECT_TRUE(types(host).empty());
  host.handle(Opened{}, Instant{});
  host.handle(Opened{}, Instant{});
  EXPECT_EQ(types(host), (std::vector<std::string>{"session.created"}));
  EXPECT_EQ(host.next_deadline(), std::nullopt);
}

TEST(AgentHost, AnswersNonsenseWithTheVendorsErrorAndGoesOn) {
  AgentHost host({}, Instant{});
  host.handle(Opened{}, Instant{});
  types(host);
  for (const char* text : {"", "{", "[]", "7", R"({"type":"x"})", R"({"type":"session.update"})"}) {
    host.handle(FrameIn{{wire::Opcode::text, text}}, Instant{});
    EXPECT_EQ(types(host), (std::vector<std::string>{"error"})) << text;
  }
  host.handle(FrameIn{{wire::Opcode::text, R"({"type":"response.create"})"}}, Instant{});
  EXPECT_EQ(types(host).front(), "response.created");
}

TEST(AgentHost, ClosesOnAMessageAboveTheLimit) {
  AgentHost host({}, Instant{});
  host.handle(Opened{}, Instant{});
  types(host);
  const std::string huge(wire::kMaxAgentMessage + 1, ' ');
  host.handle(FrameIn{{wire::Opcode::text, huge}}, Instant{});
  const auto output = host.poll();
  ASSERT_TRUE(output && std::holds_alternative<CloseSocket>(*output));
  EXPECT_EQ(std::get<CloseSocket>(*output).code, 1009);
  EXPECT_FALSE(host.poll());
}

TEST(AgentHost, SaysNothingMoreOnceClosed) {
  AgentHost host({}, Instant{});
  host.handle(Opened{}, Instant{});
  host.handle(FrameIn{{wire::Opcode::text, R"({"type":"response.create"})"}}, Instant{});
  ASSERT_TRUE(host.next_deadline());
  types(host);
  host.handle(Closed{}, Instant{});
  EXPECT_EQ(host.next_deadline(), std::nullopt);
  host.handle(Tick{}, Instant{} + 1h);
  EXPECT_FALSE(host.poll());
}

TEST(AgentHost, CountsSpeechPositionsOverAChangeOfFormat) {
  AgentHost host({}, Instant{});
  host.handle(Opened{}, Instant{});
  auto pcm = agent::usual_dialect().make_client({}, {});
  agent::SessionConfig config = agent::usual_session();
  config.input = config.output = {codec::Encoding::pcmu, 8'000};
  auto pcmu = agent::usual_dialect().make_client({}, config);
  const auto send = [&](const wire::Frame& frame) {
    host.handle(FrameIn{frame.view()}, Instant{});
  };
  send(pcm->append_audio(silence(2s, 24'000)));
  agent::AgentReading update;
  ASSERT_TRUE(
      pcmu->read({wire::Opcode::text, R"({"type":"session.created","session":{}})"}, update));
  send(update.replies.at(0));
  send(pcmu->append_audio(silence(1s, 8'000)));
  while (host.poll()) {
  }
  send(pcmu->append_audio(babble(500ms, 8'000, 1)));
  const auto output = host.poll();
  ASSERT_TRUE(output);
  const auto event = nlohmann::json::parse(std::get<SendFrame>(*output).frame.payload);
  EXPECT_EQ(event["type"], "input_audio_buffer.speech_started");
  EXPECT_EQ(event["audio_start_ms"], 2'700) << "3 s less 300 ms of prefix";
}

TEST(AgentHost, ByHandTheClientCommitsAndAsks) {
  JoinedEnds call(Persona::parrot);
  call.send(
      {wire::Opcode::text,
       R"({"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}})"});
  const Pcm said = babble(1s, 24'000, 2);
  call.say(said);
  call.say(silence(1s, 24'000));
  EXPECT_TRUE(call.all<agent::CallerSpeechStarted>().empty());
  call.send({wire::Opcode::text, R"({"type":"input_audio_buffer.commit"})"});
  call.wait(1s);
  EXPECT_TRUE(call.heard.empty());
  call.send({wire::Opcode::text, R"({"type":"response.create"})"});
  call.wait(1s);
  ASSERT_EQ(call.heard.size(), 24'000u * 2);
  EXPECT_TRUE(std::equal(said.begin(), said.end(), call.heard.begin()));
}

TEST(SilentPersona, ListensAndNeverAnswers) {
  agent::SessionConfig config = agent::usual_session();
  config.greeting = "Hello?";
  JoinedEnds call(Persona::silent, config);
  call.say(babble(1s, 24'000, 3));
  call.say(silence(1s, 24'000));
  call.wait(10s);
  EXPECT_EQ(call.all<agent::CallerSpeechStopped>().size(), 1u);
  EXPECT_EQ(call.all<agent::Transcript>().size(), 2u) << "the caller's, as a piece and as a whole";
  EXPECT_TRUE(call.all<agent::TurnStarted>().empty());
  EXPECT_TRUE(call.heard.empty());
}

TEST(FarewellPersona, SaysGoodbyeAndCallsEndCallOnce) {
  agent::SessionConfig config = agent::usual_session();
  config.tools = {{"end_call", "Hangs up", R"({"type":"object"})"}};
  JoinedEnds call(Persona::farewell, config);
  call.say(babble(1s, 24'000, 4));
  call.say(silence(1s, 24'000));
  call.wait(1s);
  ASSERT_EQ(call.all<agent::ToolCall>().size(), 1u);
  const auto tool = call.all<agent::ToolCall>()[0];
  EXPECT_EQ(tool.name, "end_call");
  EXPECT_EQ(tool.arguments, "{}");
  EXPECT_EQ(call.heard.size(), 24u * 600);
  const auto answer = call.client->tool_result(tool.call_id, R"({"ok":true})");
  EXPECT_EQ(answer.size(), 2u);
  call.send(answer);
  call.wait(1s);
  EXPECT_EQ(call.all<agent::TurnDone>().size(), 2u);
  EXPECT_EQ(call.all<agent::ToolCall>().size(), 1u);
}

TEST(FarewellPersona, OnlySaysGoodbyeWithoutThatTool) {
  JoinedEnds call(Persona::farewell);
  call.say(babble(1s, 24'000, 5));
  call.say(silence(1s, 24'000));
  call.wait(1s);
  EXPECT_TRUE(call.all<agent::ToolCall>().empty());
  EXPECT_EQ(call.all<agent::TurnDone>().size(), 1u);
}

TEST(Personas, HaveNames) {
  for (const Persona persona : {Persona::parrot, Persona::silent, Persona::farewell})
    EXPECT_EQ(persona_from_name(to_string(persona)), persona);
  EXPECT_FALSE(persona_from_name("parakeet"));
}

}  // namespace
}  // namespace hookswitch::persona
