#include "unit/agent/openai/client_fixture.hpp"

namespace hookswitch::agent {
namespace {

TEST_F(OpenaiClient, TellsHarmlessErrorsFromFatalOnes) {
  make_ready();
  for (const char* code : {"response_cancel_not_active", "input_audio_buffer_commit_empty",
                           "item_truncate_invalid_item_id"})
    expect<AgentIgnored>(R"({"type":"error","error":{"code":")" + std::string(code) + R"("}})");
  expect<AgentIgnored>(
      R"({"type":"error","error":{"code":null,"message":"Cancellation failed: no active response found"}})");
  EXPECT_EQ(fatal("session_expired"), Errc::agent_session_expired);
  EXPECT_EQ(fatal("beta_api_shape_disabled"), Errc::agent_protocol_retired);
  EXPECT_EQ(fatal("insufficient_quota"), Errc::agent_refused);
  EXPECT_EQ(fatal("invalid_api_key"), Errc::agent_refused);
  const auto reported = expect<AgentFailed>(
      R"({"type":"error","error":{"code":null,"type":"server_error","message":"oops"}})");
  EXPECT_FALSE(reported.fatal);
  EXPECT_EQ(reported.detail, "server_error: oops");
}

TEST_F(OpenaiClient, ARefusalBeforeTheSessionIsConfirmedIsFatal) {
  read(R"({"type":"session.created","session":{}})");
  EXPECT_EQ(fatal("unknown_parameter"), Errc::agent_refused);
}

TEST_F(OpenaiClient, AFailedResponseEndsTheTurnAndAnUnpaidOneTheSession) {
  make_ready();
  begin("r1");
  const auto done = expect<TurnDone>(
      R"({"type":"response.done","response":{"id":"r1","status":"failed","status_details":{"type":"failed","error":{"type":"server_error","code":"rate_limit_exceeded"}}}})");
  EXPECT_EQ(done.outcome, TurnDone::Outcome::failed);
  EXPECT_EQ(done.detail, "rate_limit_exceeded");
  begin("r2");
  EXPECT_TRUE(
      expect<AgentFailed>(
          R"({"type":"response.done","response":{"id":"r2","status":"failed","status_details":{"error":{"code":"insufficient_quota"}}}})")
          .fatal);
}

TEST_F(OpenaiClient, PassesOverWhatItDoesNotKnow) {
  make_ready();
  EXPECT_EQ(expect<AgentIgnored>(R"({"type":"response.audio.delta","delta":"AA=="})").type,
            "response.audio.delta");
  EXPECT_EQ(expect<AgentIgnored>(R"({"type":")" + std::string(500, 'x') + R"("})").type.size(),
            64u);
  expect<CallerSpeechStopped>(
      R"({"type":"input_audio_buffer.speech_stopped","audio_end_ms":1.5,"new":{"a":[null]}})");
}

TEST_F(OpenaiClient, NamesWhatIsWrongWithAMessage) {
  make_ready();
  const auto error = [&](std::string_view text) {
    const auto message = read(text);
    return message ? std::string("none") : std::string(to_string(message.error().code));
  };
  EXPECT_EQ(error("hello"), "not_json");
  EXPECT_EQ(error("{\"type\":\"response.done\""), "not_json");
  EXPECT_EQ(error("{}"), "missing_field");
  EXPECT_EQ(error(R"({"type":7})"), "wrong_type");
  EXPECT_EQ(error(R"({"type":"response.created","response":[]})"), "wrong_type");
  EXPECT_EQ(error(R"({"type":"response.created","response":{"id":null}})"), "missing_field");
  EXPECT_EQ(error(R"({"type":"response.output_audio.delta","item_id":"a","delta":""})"),
            "missing_field");
  EXPECT_EQ(error(delta("r", "a", "A-A=")), "bad_base64");
  EXPECT_EQ(error(R"({"type":"response.done","response":7})"), "wrong_type");
  const auto binary = client->read({wire::Opcode::binary, "{}"}, reading);
  ASSERT_FALSE(binary);
  EXPECT_EQ(binary.error().code, Errc::wrong_opcode);
  const std::string huge(wire::kMaxAgentMessage + 1, ' ');
  EXPECT_EQ(error(huge), "message_too_large");
  begin("r1");
  for (int i = 0; i < 32; ++i) expect<AgentAudio>(delta("r1", std::to_string(i), "AQA="));
  EXPECT_EQ(error(delta("r1", "33rd", "AQA=")), "agent_bad_message");
}

TEST_F(OpenaiClient, WhatNamesSomethingHasALimit) {
  make_ready();
  begin("r1");
  const auto message = [](const std::string& key, std::size_t size) {
    const std::string id(size, 'x');
    if (key == "delta") return delta("r1", id, "AQA=");
    if (key == "response")
      return R"({"type":"response.created","response":{"id":")" + id + R"("}})";
    if (key == "name" || key == "call_id")
      return R"({"type":"response.output_item.done","item":{"type":"function_call","status":"completed",)"
             R"("arguments":"{}",")" +
             key + "\":\"" + id + "\",\"" + (key == "name" ? "call_id" : "name") + R"(":"n"}})";
    return R"({"type":"response.output_audio_transcript.done","transcript":"hi",")" + key +
           "\":\"" + id + "\"}";
  };
  for (const std::string key :
       {"item_id", "response_id", "event_id", "delta", "name", "call_id", "response"}) {
    EXPECT_TRUE(read(message(key, 128))) << key;
    const auto refused = read(message(key, 129));
    ASSERT_FALSE(refused) << key;
    EXPECT_EQ(refused.error().code, Errc::field_too_long) << key;
  }
  EXPECT_TRUE(read(R"({"type":"news","item_id":")" + std::string(1'000, 'x') + "\"}"))
      << "what is passed over keeps nothing";
}

TEST_F(OpenaiClient, KnowsWhichClosesAreWorthAnotherTry) {
  const auto meaning = [&](std::uint16_t code, std::string_view reason = "") {
    return client->meaning_of_close(code, reason);
  };
  EXPECT_EQ(meaning(401), Errc::agent_refused);
  EXPECT_EQ(meaning(403), Errc::agent_refused);
  EXPECT_EQ(meaning(429), Errc::agent_unreachable);
  EXPECT_EQ(meaning(503), Errc::agent_unreachable);
  EXPECT_EQ(meaning(1000), Errc::agent_closed);
  EXPECT_EQ(meaning(1001, "Your session hit the maximum duration of 60 minutes."),
            Errc::agent_session_expired);
  for (const int code : {1001, 1005, 1006, 1011, 1012, 1013})
    EXPECT_EQ(meaning(static_cast<std::uint16_t>(code)), Errc::agent_closed) << code;
  EXPECT_EQ(meaning(1007), Errc::agent_failed);
  EXPECT_EQ(meaning(3000, "invalid_request_error.invalid_api_key"), Errc::agent_refused);
  EXPECT_EQ(meaning(4000, "invalid_request_error.beta_api_shape_disabled"),
            Errc::agent_protocol_retired);
  EXPECT_EQ(meaning(4000, "invalid_request_error.session_expired"), Errc::agent_session_expired);
  EXPECT_EQ(meaning(4000), Errc::agent_refused);
}

Dial dial(const Endpoint& endpoint) {
  return std::get<Dial>(openai::kDialect.make_client(endpoint, {})->plan());
}

TEST(AgentDial, AddsModelAndKeyAndNoBetaHeader) {
  const Dial with_all = dial({&openai::kDialect, "wss://h/v1/realtime", "gpt x/1", "sk-1"});
  EXPECT_EQ(with_all.url, "wss://h/v1/realtime?model=gpt%20x%2F1");
  ASSERT_EQ(with_all.headers.size(), 1u);
  EXPECT_EQ(with_all.headers[0].name, "Authorization");
  EXPECT_EQ(with_all.headers[0].value, "Bearer sk-1");
  EXPECT_EQ(dial({&openai::kDialect, "wss://h/?a=b", "m", ""}).url, "wss://h/?a=b&model=m");
  EXPECT_EQ(dial({&openai::kDialect, "ws://h", "", ""}).url, "ws://h");
  EXPECT_EQ(dialect_from_name("openai"), &openai::kDialect);
  EXPECT_EQ(dialect_from_name("OpenAI"), nullptr);
}

}  // namespace
}  // namespace hookswitch::agent
