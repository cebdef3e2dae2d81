// What the vendor's end accepts of a session, how it echoes it, and what it refuses by name.
#include "unit/agent/openai/server_fixture.hpp"

namespace hookswitch::agent {
namespace {

class OpenaiSession : public OpenaiServer {
 protected:
  /// The session after an update with these fields; null when it was refused.
  Json session_after(const std::string& fields) {
    read(R"({"type":"session.update","session":{"type":"realtime",)" + fields + "}}");
    return events.size() == 1 && events[0]["type"] == "session.updated" ? events[0]["session"]
                                                                        : Json();
  }
  Json turn_detection_after(const std::string& turn) {
    const Json session = session_after(R"("audio":{"input":{"turn_detection":)" + turn + "}}");
    return session.is_null() ? Json("refused") : session["audio"]["input"]["turn_detection"];
  }
  std::string refused_turn_detection(const std::string& turn) {
    return update(R"({"type":"realtime","audio":{"input":{"turn_detection":)" + turn + "}}}");
  }
  void begin(const ServedModel& model) { server = openai::kDialect.make_server(rng, model); }
  Json created() {
    server->open(replies);
    collect();
    return events.at(0)["session"];
  }
};

TEST_F(OpenaiSession, TheModelOfTheUrlIsAnnouncedAndMayBeNamedAgain) {
  begin({"gpt-realtime", false});
  EXPECT_EQ(created()["model"], "gpt-realtime");
  const Json session = session_after(R"("model":"gpt-realtime","instructions":"Be brief.")");
  EXPECT_EQ(session["model"], "gpt-realtime");
  EXPECT_EQ(session["instructions"], "Be brief.");
  EXPECT_EQ(update(R"({"type":"realtime","model":"gpt-realtime-mini","instructions":"B"})"),
            "invalid_value session.model");
  EXPECT_EQ(server->model(), "gpt-realtime");
  EXPECT_EQ(server->config().instructions, "Be brief.") << "a refused patch changes nothing";
}

TEST_F(OpenaiSession, WithoutAModelInTheUrlTheFirstThatIsNamedHolds) {
  begin({"parrot", true});
  EXPECT_EQ(created()["model"], "parrot");
  EXPECT_EQ(session_after(R"("model":"gpt-4o-realtime-preview-2025-06-03")")["model"],
            "gpt-4o-realtime-preview-2025-06-03");
  EXPECT_EQ(update(R"({"type":"realtime","model":"gpt-realtime"})"), "invalid_value session.model");
  EXPECT_EQ(update(R"({"type":"realtime","model":""})"), "invalid_value session.model");
  EXPECT_EQ(update(R"({"type":"realtime","model":7})"), "invalid_value session.model");
}

TEST_F(OpenaiSession, EverySettingOfTheVendorIsEchoedAsItWasSet) {
  const char* settings[] = {
      R"("output_modalities":["text"])",
      R"("output_modalities":["audio"])",
      R"("instructions":"")",
      R"("tool_choice":"none")",
      R"("tool_choice":"required")",
      R"("tool_choice":{"type":"function","name":"lookup"})",
      R"("tool_choice":{"type":"mcp","server_label":"shop","name":"find"})",
      R"("tool_choice":"auto")",
      R"("max_output_tokens":4096)",
      R"("max_output_tokens":"inf")",
      R"("parallel_tool_calls":true)",
      R"("reasoning":{"effort":"minimal"})",
      R"("reasoning":{"effort":"xhigh"})",
      R"("truncation":"disabled")",
      R"("truncation":{"type":"retention_ratio","retention_ratio":0.8,
          "token_limits":{"post_instructions":8000}})",
      R"("truncation":{"type":"retention_ratio","retention_ratio":0.5})",
      R"("truncation":"auto")",
      R"("include":["item.input_audio_transcription.logprobs"])",
      R"("include":null)",
      R"("tracing":"auto")",
      R"("tracing":{"workflow_name":"phone","group_id":"g1","metadata":{"a":"b"}})",
      R"("tracing":null)",
      R"("prompt":{"id":"pmpt_1","version":"2","variables":{"name":"Ann"}})",
      R"("prompt":null)",
      R"("tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}},
          {"type":"mcp","server_label":"shop","server_url":"https://h/","require_approval":"never"}])",
      R"("tools":[])",
  };
  for (const char* setting : settings) {
    const Json wanted = Json::parse("{" + std::string(setting) + "}");
    const Json session = session_after(setting);
    ASSERT_FALSE(session.is_null()) << setting << ": " << events.at(0).dump();
    for (const auto& entry : wanted.items())
      EXPECT_EQ(session[entry.key()], entry.value()) << setting;
  }
}

TEST_F(OpenaiSession, EverySettingOfTheAudioIsEchoedAsItWasSet) {
  const std::pair<const char*, const char*> settings[] = {
      {"input", R"("format":{"type":"audio/pcma"})"},
      {"input", R"("noise_reduction":{"type":"near_field"})"},
      {"input", R"("noise_reduction":{"type":"far_field"})"},
      {"input", R"("noise_reduction":null)"},
      {"input",
       R"("transcription":{"model":"gpt-realtime-whisper","language":"de","delay":"low"})"},
      {"input", R"("transcription":null)"},
      {"input", R"("transcription":{"model":"gpt-live-transcribe","keywords":["hookswitch"]})"},
      {"input", R"("turn_detection":null)"},
      {"output", R"("format":{"type":"audio/pcmu"})"},
      {"output", R"("voice":"verse")"},
      {"output", R"("voice":{"id":"voice_1"})"},
      {"output", R"("voice":"cedar")"},
      {"output", R"("speed":0.25)"},
      {"output", R"("speed":1.5)"},
  };
  for (const auto& [side, setting] : settings) {
    const Json wanted = Json::parse("{" + std::string(setting) + "}");
    const Json session =
        session_after(R"("audio":{")" + std::string(side) + R"(":{)" + setting + "}}");
    ASSERT_FALSE(session.is_null()) << setting << ": " << events.at(0).dump();
    for (const auto& entry : wanted.items())
      EXPECT_EQ(session["audio"][side][entry.key()], entry.value()) << setting;
  }
}

TEST_F(OpenaiSession, EachKindOfTurnDetectionIsEchoedWithItsOwnFieldsOnly) {
  EXPECT_EQ(turn_detection_after(R"({"type":"semantic_vad"})"),
            Json::parse(R"({"type":"semantic_vad","eagerness":"auto","create_response":true,
                            "interrupt_response":true})"));
  EXPECT_TRUE(server->turn_detection().automatic);
  EXPECT_EQ(turn_detection_after(R"({"eagerness":"high","interrupt_response":false})"),
            Json::parse(R"({"type":"semantic_vad","eagerness":"high","create_response":true,
                            "interrupt_response":false})"));
  EXPECT_FALSE(server->turn_detection().interrupt_response);
  EXPECT_EQ(turn_detection_after(R"({"type":"server_vad","threshold":0.6,"idle_timeout_ms":6000})"),
            Json::parse(R"({"type":"server_vad","threshold":0.6,"prefix_padding_ms":300,
                            "silence_duration_ms":500,"idle_timeout_ms":6000,
                            "create_response":true,"interrupt_response":true})"));
  EXPECT_EQ(turn_detection_after(R"({"silence_duration_ms":200})")["threshold"], 0.6);
  EXPECT_EQ(turn_detection_after("null"), Json());
  EXPECT_EQ(turn_detection_after(R"({"type":"semantic_vad","eagerness":"low"})")["eagerness"],
            "low");
}

TEST_F(OpenaiSession, WhatBelongsToTheOtherKindOfTurnDetectionIsRefusedByName) {
  const std::string path = "session.audio.input.turn_detection.";
  EXPECT_EQ(refused_turn_detection(R"({"type":"semantic_vad","threshold":0.5})"),
            "unknown_parameter " + path + "threshold");
  EXPECT_EQ(refused_turn_detection(R"({"type":"server_vad","eagerness":"low"})"),
            "unknown_parameter " + path + "eagerness");
  EXPECT_EQ(refused_turn_detection(R"({"type":"semantic_vad","eagerness":"eager"})"),
            "invalid_value " + path + "eagerness");
  EXPECT_EQ(refused_turn_detection(R"({"type":"server_vad","idle_timeout_ms":100})"),
            "invalid_value " + path + "idle_timeout_ms");
  EXPECT_EQ(refused_turn_detection(R"({"type":"push_to_talk"})"), "invalid_value " + path + "type");
  EXPECT_EQ(refused_turn_detection(R"({"type":7})"), "invalid_value " + path + "type");
}

TEST_F(OpenaiSession, WhatTheVendorHasNoMeaningForIsRefusedByName) {
  const std::pair<const char*, const char*> settings[] = {
      {R"("max_output_tokens":0)", "session.max_output_tokens"},
      {R"("max_output_tokens":5000)", "session.max_output_tokens"},
      {R"("tool_choice":"any")", "session.tool_choice"},
      {R"("tool_choice":"auto none")", "session.tool_choice"},
      {R"("tool_choice":{"type":"function"})", "session.tool_choice"},
      {R"("reasoning":{"effort":"much"})", "session.reasoning"},
      {R"("truncation":{"type":"retention_ratio","retention_ratio":2})", "session.truncation"},
      {R"("include":["everything"])", "session.include"},
      {R"("tracing":"manual")", "session.tracing"},
      {R"("prompt":{"version":"1"})", "session.prompt"},
      {R"("instructions":null)", "session.instructions"},
      {R"("output_modalities":[])", "session.output_modalities"},
      {R"("tools":[{"type":"web_search"}])", "session.tools[0].type"},
      {R"("audio":{"output":{"speed":2}})", "session.audio.output.speed"},
      {R"("audio":{"output":{"voice":""}})", "session.audio.output.voice"},
      {R"("audio":{"output":{"voice":{"name":"x"}}})", "session.audio.output.voice"},
      {R"("audio":{"input":{"noise_reduction":"near_field"}})",
       "session.audio.input.noise_reduction"},
      {R"("audio":{"input":{"transcription":{"model":7}}})",
       "session.audio.input.transcription.model"},
      {R"("audio":{"side":{}})", "session.audio.side"},
      {R"("a b":1)", "session.a b"},
  };
  for (const auto& [setting, param] : settings) {
    const std::string told = update(R"({"type":"realtime",)" + std::string(setting) + "}");
    EXPECT_EQ(told.substr(told.find(' ') + 1), param) << setting;
  }
}

TEST_F(OpenaiSession, ASessionThatOnlyTranscribesIsRefusedByName) {
  EXPECT_EQ(update(R"({"type":"transcription"})"), "invalid_value session.type");
  EXPECT_NE(events.at(0)["error"]["message"].get<std::string>().find("only transcribe"),
            std::string::npos);
}

TEST_F(OpenaiSession, ARefusalIsToldToThePersonaWithItsNames) {
  const auto told = read(R"({"type":"session.update","session":{"type":"realtime","foo":1}})");
  ASSERT_TRUE(told && std::holds_alternative<ClientRefused>(*told));
  EXPECT_EQ(std::get<ClientRefused>(*told).code, "unknown_parameter");
  EXPECT_EQ(std::get<ClientRefused>(*told).param, "session.foo");
}

TEST_F(OpenaiSession, ManyPatchesCannotMakeASessionLargerThanOneMayBe) {
  const std::string half(600'000, 'x');
  EXPECT_FALSE(session_after(R"("prompt":{"id":")" + half + R"("})").is_null());
  EXPECT_EQ(update(R"({"type":"realtime","instructions":")" + half + R"("})"),
            "string_above_max_length session");
  EXPECT_EQ(server->config().instructions, "");
}

TEST_F(OpenaiSession, AWrittenAnswerComesAsTextAndWithoutAudio) {
  session_after(R"("output_modalities":["text"])");
  ASSERT_TRUE(server->begin_response(replies));
  server->response_text("Hello.", replies);
  server->response_audio(Pcm(480), replies);
  server->finish_response(TurnDone::Outcome::completed, replies);
  collect();
  EXPECT_EQ(types(),
            (std::vector<std::string>{"response.created", "response.output_item.added",
                                      "conversation.item.added", "response.content_part.added",
                                      "response.output_text.delta", "response.output_text.done",
                                      "response.content_part.done", "conversation.item.done",
                                      "response.output_item.done", "response.done"}));
  EXPECT_EQ(events[3]["part"], Json::parse(R"({"type":"text","text":""})"));
  EXPECT_EQ(events[5]["text"], "Hello.");
  const Json& response = events.back()["response"];
  EXPECT_EQ(response["output_modalities"], Json::parse(R"(["text"])"));
  EXPECT_EQ(response["output"][0]["content"][0],
            Json::parse(R"({"type":"output_text","text":"Hello."})"));
  EXPECT_EQ(server->tally().said, Micros{0});
  EXPECT_EQ(server->tally().responses[0], 1);
}

TEST_F(OpenaiSession, OneResponseMayBeWrittenInASpokenSession) {
  ASSERT_TRUE(read(R"({"type":"response.create","response":{"output_modalities":["text"]}})"));
  ASSERT_TRUE(server->begin_response(replies));
  server->response_text("A", replies);
  server->finish_response(TurnDone::Outcome::completed, replies);
  collect();
  EXPECT_EQ(events.back()["response"]["output_modalities"], Json::parse(R"(["text"])"));
  speak(480);
  EXPECT_EQ(server->tally().said, Micros{20'000});
  EXPECT_EQ(refusal(R"({"type":"response.create","response":{"modalities":["text"]}})"),
            "unknown_parameter response.modalities");
}

}  // namespace
}  // namespace hookswitch::agent
