// The vendor's end of gemini: what it accepts, and the sentences with which it closes.
#include <gtest/gtest.h>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {
namespace {

using wire::Json;

class GeminiServer : public ::testing::Test {
 protected:
  /// Its replies, one document per frame.
  std::vector<Json> read(std::string_view text) {
    const auto result = server->read({wire::Opcode::text, text}, reading);
    EXPECT_TRUE(result);
    return documents(reading.replies);
  }
  static std::vector<Json> documents(const Replies& frames) {
    std::vector<Json> all;
    for (const wire::Frame& frame : frames) {
      EXPECT_EQ(frame.opcode, wire::Opcode::binary);
      all.push_back(Json::parse(frame.payload));
    }
    return all;
  }
  template <class T>
  bool got() const {
    for (const ClientMessage& message : reading.messages)
      if (std::holds_alternative<T>(message)) return true;
    return false;
  }
  /// The close with which it ends the session; empty when it does not.
  std::string closes(std::string_view text) {
    read(text);
    for (const ClientMessage& message : reading.messages)
      if (const auto* denial = std::get_if<Denial>(&message))
        return std::to_string(denial->close_code) + " " + denial->close_reason;
    return "";
  }
  void set_up(const std::string& more = "") {
    ASSERT_EQ(
        read(R"({"setup":{"model":"models/m","outputAudioTranscription":{})" + more + "}}").size(),
        1u);
  }
  /// 20 ms at 16 kHz.
  void hear(int times = 1) {
    std::string text = R"({"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":")" +
                       std::string(852, 'A') + R"(AA=="}}})";
    for (int i = 0; i < times; ++i)
      for (const Json& answer : read(text)) answers.push_back(answer);
  }

  Rng rng{3};
  std::unique_ptr<ServerEnd> server = kDialect.make_server(rng, {});
  ClientReading reading;
  std::vector<Json> answers;
};

TEST_F(GeminiServer, SetsUpOnceAndFirst) {
  EXPECT_EQ(closes(R"({"realtimeInput":{"text":"hi"}})"),
            "1007 setup must be the first message and only the first.");
  set_up(R"(,"generation_config":{"speech_config":{"voice_config":{"prebuilt_voice_config":
      {"voice_name":"Puck"}}}},"systemInstruction":{"parts":[{"text":"A"},{"text":"B"}]})");
  EXPECT_EQ(reading.replies[0].payload,
            R"({"setupComplete":{"sessionId":")" + std::string(server->session_id()) + "\"}}");
  EXPECT_EQ(server->config().voice, "Puck");
  EXPECT_EQ(server->config().instructions, "AB");
  EXPECT_EQ(server->model(), "m");
  EXPECT_TRUE(server->config().transcription_model.empty());
  EXPECT_EQ(closes(R"({"setup":{"model":"models/m"}})"),
            "1007 setup must be the first message and only the first.");
}

TEST_F(GeminiServer, SaysWhatIsWrongWithASetup) {
  const auto wrong = [&](const std::string& setup) {
    return closes(R"({"setup":)" + setup + "}").substr(0, 60);
  };
  EXPECT_EQ(wrong(R"({})"), "1007 * BidiGenerateContentRequest.setup.model: is required");
  EXPECT_EQ(wrong(R"({"model":"m","voice":"x"})"),
            R"(1007 Invalid JSON payload received. Unknown name "voice" at )");
  EXPECT_EQ(wrong(R"({"model":"m","generationConfig":{"responseModalities":["AUDIO","TEXT"]}})"),
            "1007 Invalid value at 'setup.generation_config.response_moda");
  EXPECT_EQ(wrong(R"({"model":"m","realtimeInputConfig":{"automaticActivityDetection":
      {"silenceDurationMs":-1}}})"),
            "1007 Invalid value at 'setup.realtime_input_config.automatic");
  EXPECT_EQ(closes(R"({"setup":{"model":"m"},"realtimeInput":{}})"),
            "1007 Invalid JSON payload received. A message has exactly one of its fields.");
  EXPECT_EQ(closes("nonsense"), "1007 Invalid JSON payload received.");
  EXPECT_EQ(closes(R"({"session":{}})"),
            R"(1007 Invalid JSON payload received. Unknown name "session": Cannot find field.)");
}

TEST_F(GeminiServer, AudioIsHeardAtTheRateThatIsDeclared) {
  set_up();
  hear();
  EXPECT_TRUE(got<CallerAudio>());
  EXPECT_FALSE(got<Configured>());
  read(R"({"realtimeInput":{"audio":{"data":"AAAA","mimeType":"audio/pcm;rate=8000"}}})");
  EXPECT_TRUE(got<Configured>() && got<CallerAudio>());
  EXPECT_EQ(server->input_format().rate_hz, 8'000);
  read(R"({"realtime_input":{"media_chunks":[{"data":"AAAA","mime_type":"audio/pcm;rate=8000"},
      {"data":"AAAAAA==","mime_type":"audio/pcm;rate=8000"}]}})");
  ASSERT_EQ(reading.messages.size(), 1u) << "the older form, in one piece";
  EXPECT_EQ(std::get<CallerAudio>(reading.messages[0]).samples.size(), 4u)
      << "and half a sample of the message before";
  EXPECT_EQ(
      closes(R"({"realtimeInput":{"audio":{"data":"*","mimeType":"audio/pcm"}}})").substr(0, 40),
      "1007 Invalid value at 'realtime_input.au");
}

TEST_F(GeminiServer, ATurnIsCompleteOnceItHasBeenPlayed) {
  set_up();
  hear();
  Replies out;
  server->begin_response(out);
  server->response_audio(Pcm(2'400), out);  // 100 ms
  hear();
  out.clear();
  server->finish_response(TurnDone::Outcome::completed, out);
  EXPECT_EQ(documents(out),
            std::vector<Json>{Json::parse(R"({"serverContent":{"generationComplete":true}})")});
  answers.clear();
  hear(3);
  EXPECT_TRUE(answers.empty());
  hear();
  ASSERT_EQ(answers.size(), 1u) << "100 ms after it began";
  EXPECT_EQ(answers[0]["serverContent"], Json::parse(R"({"turnComplete":true})"));
  EXPECT_TRUE(answers[0].contains("usageMetadata"));
}

TEST_F(GeminiServer, WhileItIsPlayedItCanBeInterrupted) {
  set_up(R"(,"sessionResumption":{})");
  hear();
  Replies out;
  server->begin_response(out);
  server->response_audio(Pcm(24'000), out);
  hear();
  server->finish_response(TurnDone::Outcome::completed, out);
  out.clear();
  server->speech_started(Millis{20}, out);
  const auto said = documents(out);
  ASSERT_EQ(said.size(), 3u);
  EXPECT_EQ(said[0]["serverContent"], Json::parse(R"({"interrupted":true})"));
  EXPECT_EQ(said[1]["serverContent"], Json::parse(R"({"turnComplete":true})"));
  EXPECT_TRUE(said[2]["sessionResumptionUpdate"]["resumable"].get<bool>());
}

TEST_F(GeminiServer, ActivityIsMarkedByHandOnlyWithoutDetection) {
  set_up();
  EXPECT_EQ(closes(R"({"realtimeInput":{"activityStart":{}}})").substr(0, 44),
            "1007 Explicit activity control is not suppor");
  server = kDialect.make_server(rng, {});
  set_up(R"(,"realtimeInputConfig":{"automaticActivityDetection":{"disabled":true}})");
  EXPECT_FALSE(server->turn_detection().automatic);
  read(R"({"realtimeInput":{"activityStart":{}}})");
  EXPECT_TRUE(got<Cleared>());
  read(R"({"realtimeInput":{"activityEnd":{}}})");
  EXPECT_TRUE(got<Committed>() && got<SpeakNow>()) << "two messages of one frame";
}

TEST_F(GeminiServer, TextIsAnsweredAndInterrupts) {
  set_up();
  read(
      R"({"clientContent":{"turns":[{"role":"user","parts":[{"text":"Hello"}]}],"turnComplete":true}})");
  ASSERT_TRUE(got<SpeakNow>());
  Replies out;
  server->begin_response(out);
  server->response_audio(Pcm(480), out);
  const auto said = read(R"({"realtimeInput":{"text":"Stop"}})");
  EXPECT_TRUE(got<Cancelled>() && got<SpeakNow>());
  ASSERT_EQ(said.size(), 2u);
  EXPECT_EQ(said[0]["serverContent"], Json::parse(R"({"interrupted":true})"));
  EXPECT_FALSE(server->responding());
}

TEST_F(GeminiServer, AnswersInTextWhereThatIsTheModality) {
  set_up(R"(,"generationConfig":{"responseModalities":["TEXT"]})");
  Replies out;
  server->begin_response(out);
  server->response_text("Hello", out);
  server->response_audio(Pcm(480), out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(documents(out)[0]["serverContent"]["modelTurn"]["parts"][0]["text"], "Hello");
}

TEST_F(GeminiServer, WaitsForTheResultsOfItsCalls) {
  set_up();
  Replies out;
  server->call_tool("a", R"({"x":1})", out);
  server->call_tool("b", "{}", out);
  const auto calls = documents(out);
  EXPECT_EQ(calls[0]["toolCall"]["functionCalls"][0]["args"], Json::parse(R"({"x":1})"));
  const std::string first = calls[0]["toolCall"]["functionCalls"][0]["id"];
  read(R"({"toolResponse":{"functionResponses":[{"id":")" + first +
       R"(","name":"a","response":{"output":1}}]}})");
  EXPECT_TRUE(got<ToolResult>());
  EXPECT_FALSE(got<SpeakNow>()) << "another one waits";
  read(R"({"toolResponse":{"functionResponses":[{"name":"b","response":{"output":2}}]}})");
  EXPECT_TRUE(got<ToolResult>() && got<SpeakNow>()) << "by its name";
  read(R"({"toolResponse":{"functionResponses":[{"id":"x","name":"y","response":{}}]}})");
  EXPECT_TRUE(got<ClientRefused>());
  EXPECT_FALSE(got<SpeakNow>());
}

TEST(GeminiPath, IsServedInEveryVersion) {
  for (const char* path :
       {"/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent",
        "//ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
        "/a/b/ws/"
        "google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained",
        "/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent"})
    EXPECT_TRUE(serves(path)) << path;
  for (const char* path :
       {"/", "/ws/", "/ws/google.ai.generativelanguage.v2.GenerativeService.BidiGenerateContent",
        "/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateMusic", "/v1/realtime"})
    EXPECT_FALSE(serves(path)) << path;
}

TEST(GeminiUpgrade, TheKeyMayBeInTheHeaderOrTheQuery) {
  const auto admits = [](std::string_view query, std::vector<wire::Header> headers) {
    return std::holds_alternative<Admission>(admit({kDialect.path, query, headers}));
  };
  EXPECT_TRUE(admits("key=k", {}));
  EXPECT_TRUE(admits("alt=x&access_token=auth_tokens%2Ft", {}));
  EXPECT_TRUE(admits("", {{"X-Goog-Api-Key", "k"}}));
  EXPECT_TRUE(admits("", {{"authorization", "Token auth_tokens/t"}}));
  EXPECT_TRUE(admits("", {{"authorization", "Bearer ya29"}}));
  EXPECT_FALSE(admits("key=", {{"authorization", "Basic x"}}));
}

}  // namespace
}  // namespace hookswitch::agent::gemini
