// The client end of gemini: what the vendor sends, in its own words.
#include "hookswitch/agent/gemini/client.hpp"

#include <gtest/gtest.h>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {
namespace {

using wire::Json;

constexpr std::string_view kAudio =
    R"({"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm","data":"AAA="}}]}}})";
constexpr std::string_view kInterrupted = R"({"serverContent":{"interrupted":true}})";

class GeminiClient : public ::testing::Test {
 protected:
  GeminiClient() { restart(usual_session(kDialect)); }

  void restart(const SessionConfig& config) {
    client = kDialect.make_client({&kDialect, "wss://h/p", "gemini-2.5-flash", "key-1"}, config);
  }
  void make_ready() { read(R"({"setupComplete":{"sessionId":"s1"}})"); }

  /// The names of the messages, with what matters of them.
  std::vector<std::string> read(std::string_view text, wire::Opcode opcode = wire::Opcode::binary) {
    const auto result = client->read({opcode, text}, reading);
    std::vector<std::string> all;
    if (!result) all.push_back("refused " + std::string(to_string(result.error().code)));
    for (const Error& odd : reading.anomalies)
      all.push_back("odd " + std::string(to_string(odd.code)));
    for (const AgentMessage& message : reading.messages)
      all.push_back(std::visit([](const auto& one) { return name(one); }, message));
    return all;
  }

  static std::string name(const AgentIgnored& one) { return "ignored " + one.type; }
  static std::string name(const Ready& one) { return "ready " + one.session_id; }
  static std::string name(const CallerSpeechStarted& one) { return "caller speaks " + one.item_id; }
  static std::string name(const CallerSpeechStopped&) { return "caller pauses"; }
  static std::string name(const CallerTextFailed&) { return "no text"; }
  static std::string name(const TurnStarted& one) { return "begins " + one.response_id; }
  static std::string name(const AgentAudio& one) {
    return "audio " + std::string(one.item_id) + " " + std::to_string(one.samples.size());
  }
  static std::string name(const AgentAudioDone& one) { return "audio done " + one.item_id; }
  static std::string name(const Transcript& one) {
    return one.item_id + (one.final ? " said: " : " says: ") + one.text;
  }
  static std::string name(const TurnDone& one) {
    return (one.outcome == TurnDone::Outcome::cancelled ? "cancelled " : "done ") + one.response_id;
  }
  static std::string name(const ToolCall& one) {
    return "calls " + one.call_id + " " + one.name + one.arguments;
  }
  static std::string name(const ToolCancelled& one) { return "cancels " + one.call_id; }
  static std::string name(const AgentFailed& one) {
    return std::string(one.fatal ? "fatal " : "failed ") + std::string(to_string(one.code));
  }

  using List = std::vector<std::string>;
  std::unique_ptr<ClientEnd> client;
  AgentReading reading;
};

TEST_F(GeminiClient, SendsTheKeyWhereItsKindBelongs) {
  const auto header = [](std::string url, std::string key) {
    const auto plan =
        kDialect.make_client({&kDialect, std::move(url), "m", std::move(key)}, {})->plan();
    const Dial& dial = std::get<Dial>(plan);
    return dial.headers.empty() ? dial.url : dial.headers[0].name + ": " + dial.headers[0].value;
  };
  EXPECT_EQ(header("wss://generativelanguage.googleapis.com/ws/x", "AIza1"),
            "x-goog-api-key: AIza1");
  EXPECT_EQ(header("wss://h/ws/x", "auth_tokens/t1"), "Authorization: Token auth_tokens/t1");
  EXPECT_EQ(header("wss://europe-west1-aiplatform.googleapis.com/ws/x", "ya29.x"),
            "Authorization: Bearer ya29.x");
  EXPECT_EQ(header("wss://h/ws/x?key=k#part", ""), "wss://h/ws/x?key=k");
}

TEST_F(GeminiClient, AsksForTheGreetingInEitherOfTheTwoWays) {
  SessionConfig config = usual_session(kDialect);
  config.greeting = "Greet the caller.";
  const auto greeting = [&](Greeting as) {
    client = std::make_unique<Client>(Endpoint{&kDialect, "wss://h/p", "m", "k"}, config, as);
    make_ready();
    EXPECT_EQ(reading.replies.size(), 1u);
    Rng rng(1);
    const auto server = kDialect.make_server(rng, {});
    ClientReading asked;
    EXPECT_TRUE(server->read({wire::Opcode::text, R"({"setup":{"model":"models/m"}})"}, asked));
    EXPECT_TRUE(server->read(reading.replies.at(0).view(), asked));
    EXPECT_EQ(asked.messages.size(), 1u);
    const auto* const now = std::get_if<SpeakNow>(&asked.messages.at(0));
    EXPECT_TRUE(now && now->instructions == "Greet the caller.") << "the server reads both";
    return Json::parse(reading.replies.at(0).payload);
  };
  EXPECT_EQ(greeting(Greeting::realtime_text),
            Json::parse(R"({"realtimeInput":{"text":"Greet the caller."}})"));
  EXPECT_EQ(greeting(Greeting::client_content),
            Json::parse(R"({"clientContent":{"turns":[{"role":"user",
                "parts":[{"text":"Greet the caller."}]}],"turnComplete":true}})"));
  restart(config);
  make_ready();
  EXPECT_TRUE(Json::parse(reading.replies.at(0).payload).contains("realtimeInput"))
      << "unless the switch says otherwise";
}

TEST_F(GeminiClient, ReadsTextAndBinaryMessages) {
  EXPECT_EQ(read(R"({"setupComplete":{}})", wire::Opcode::text), List{"ready "});
  restart({});
  EXPECT_EQ(read(R"({"setupComplete":{"sessionId":"s1"}})"), List{"ready s1"});
  EXPECT_EQ(read(R"({"setup_complete":{}})"), List{"ignored setup_complete"}) << "once";
}

TEST_F(GeminiClient, KeysOfOneMessageAreAllRead) {
  make_ready();
  EXPECT_EQ(read(R"({"serverContent":{"inputTranscription":{"text":"Where is "}}})"),
            List{"caller_1 says: Where is "});
  EXPECT_EQ(read(R"({"serverContent":{"inputTranscription":{"text":"my order?"},
      "modelTurn":{"role":"model","parts":[
        {"text":"thinking","thought":true},
        {"inlineData":{"mimeType":"audio/pcm;rate=24000","data":"AAAAAA=="}},
        {"inlineData":{"mimeType":"image/png","data":"AAAA"}},
        {"inlineData":{"mimeType":"audio/pcm","data":"AQID"}}]},
      "outputTranscription":{"text":"It shipped"}},"usageMetadata":{"totalTokenCount":1}})"),
            (List{"caller_1 says: my order?", "begins turn_1", "audio turn_1 3",
                  "turn_1 says: It shipped"}))
      << "half a sample waits";
  EXPECT_EQ(read(R"({"serverContent":{"modelTurn":{"parts":[{"inlineData":
      {"mimeType":"audio/pcm;rate=24000","data":"AA=="}}]}}})"),
            List{"audio turn_1 1"});
  EXPECT_EQ(read(R"({"serverContent":{"generationComplete":true,"turnComplete":true}})"),
            (List{"caller_1 said: Where is my order?", "audio done turn_1",
                  "turn_1 said: It shipped", "done turn_1"}));
}

TEST_F(GeminiClient, APieceOfAudioIsReadWithoutADocumentOrWithOne) {
  for (const std::string_view mark : {"", "\xEF\xBB\xBF"}) {  // nothing after the mark is scanned
    restart({});
    const auto audio = [&](std::string_view part) {
      return read(std::string(mark) + R"({"serverContent":{"modelTurn":{"parts":[)" +
                  std::string(part) + "]}}}");
    };
    EXPECT_EQ(audio(R"({"inlineData":{"data":"AAAAAA==","mimeType":"audio/pcm;rate=24000"}})"),
              (List{"begins turn_1", "audio turn_1 2"}));
    EXPECT_EQ(audio(R"({"inlineData":{"mimeType":"audio/pcm; rate=24000","data":"AAA="}},
        {"inlineData":{"mimeType":"audio/pcm","data":"AAA="}})"),
              List{"audio turn_1 2"});
    EXPECT_EQ(audio(""), List{"ignored serverContent"});
    EXPECT_EQ(audio(R"({"inlineData":{"mimeType":"audio/pcm","data":"*"}})"),
              List{"odd bad_base64"});
    EXPECT_EQ(audio(R"({"inlineData":{"mimeType":"audio/pcm"}})"), List{"odd missing_field"});
    EXPECT_EQ(audio(R"({"inlineData":{"mimeType":"audio/pcm;rate=16000","data":"AAA="}})"),
              List{"fatal agent_failed"});
  }
}

TEST_F(GeminiClient, AnInterruptionDropsTheRestOfItsTurnUntilThatIsComplete) {
  make_ready();
  read(kAudio);
  read(R"({"serverContent":{"outputTranscription":{"text":"A long"}}})");
  EXPECT_EQ(read(R"({"serverContent":{"interrupted":true}})"),
            (List{"caller speaks caller_1", "audio done turn_1", "turn_1 said: A long",
                  "cancelled turn_1"}));
  EXPECT_EQ(read(kAudio), List{"ignored serverContent"});
  EXPECT_EQ(read(R"({"serverContent":{"outputTranscription":{"text":" story"}}})"),
            List{"ignored serverContent"});
  EXPECT_EQ(read(R"({"serverContent":{"turnComplete":true}})"), List{"ignored serverContent"});
  EXPECT_EQ(read(R"({"serverContent":{"inputTranscription":{"text":"Stop","finished":true}}})"),
            (List{"caller_1 says: Stop", "caller_1 said: Stop"}));
  EXPECT_EQ(read(kAudio), (List{"caller pauses", "begins turn_2", "audio turn_2 1"}));
}

TEST_F(GeminiClient, AnInterruptedTurnThatIsNeverCompleteDoesNotTakeTheNextWithIt) {
  const Pcm second(16'000, 0);
  wire::Frame sent;
  for (const std::string_view mark : {"", "\xEF\xBB\xBF"}) {  // nothing after the mark is scanned
    restart({});
    make_ready();
    const std::string audio = std::string(mark) + std::string(kAudio);
    read(audio);
    read(kInterrupted);
    client->append_audio(PcmView(second).first(15'680), sent);
    EXPECT_EQ(read(audio), List{"ignored serverContent"});
    EXPECT_EQ(read(kInterrupted), List{"ignored serverContent"}) << "it begins again";
    client->append_audio(PcmView(second).first(15'680), sent);
    EXPECT_EQ(read(audio), List{"ignored serverContent"});
    client->append_audio(PcmView(second).first(320), sent);
    EXPECT_EQ(read(audio),
              (List{"odd missing_field", "caller pauses", "begins turn_2", "audio turn_2 1"}));
    EXPECT_EQ(reading.anomalies.at(0).field, "turnComplete");
    EXPECT_EQ(read(audio), List{"audio turn_2 1"}) << "once";

    read(kInterrupted);
    EXPECT_EQ(read(R"({"toolCall":{"functionCalls":[{"id":"f1","name":"lookup"}]}})"),
              (List{"odd missing_field", "calls f1 lookup{}"}));
    EXPECT_EQ(read(audio), (List{"caller pauses", "begins turn_3", "audio turn_3 1"}));

    read(kInterrupted);
    read(R"({"serverContent":{"turnComplete":true}})");
    client->append_audio(second, sent);
    EXPECT_EQ(read(audio), (List{"caller pauses", "begins turn_4", "audio turn_4 1"}));
  }
}

TEST_F(GeminiClient, AnInterruptionAwaitsNoWordsThatHaveCome) {
  for (const bool finished : {false, true}) {
    restart(usual_session(kDialect));
    make_ready();
    read(kAudio);
    read(finished ? R"({"serverContent":{"inputTranscription":{"text":"Stop","finished":true}}})"
                  : R"({"serverContent":{"inputTranscription":{"text":"Stop"}}})");
    List expected{"caller speaks caller_1", "audio done turn_1", "cancelled turn_1"};
    if (!finished) expected.insert(expected.begin(), "caller_1 said: Stop");
    EXPECT_EQ(read(kInterrupted), expected);
    EXPECT_EQ(read(R"({"serverContent":{"turnComplete":true}})"), List{"ignored serverContent"});
    // The next one is a new utterance, whose words have not come.
    EXPECT_EQ(read(kAudio), (List{"caller pauses", "begins turn_2", "audio turn_2 1"}));
    EXPECT_EQ(read(kInterrupted),
              (List{"caller speaks caller_2", "audio done turn_2", "cancelled turn_2"}));
  }
  // Words that came before the turn are those that it responds to.
  restart(usual_session(kDialect));
  make_ready();
  read(R"({"serverContent":{"inputTranscription":{"text":"Where is it?"}}})");
  read(kAudio);
  EXPECT_EQ(read(kInterrupted), (List{"caller_1 said: Where is it?", "caller speaks caller_2",
                                      "audio done turn_1", "cancelled turn_1"}));
}

TEST_F(GeminiClient, ToolsAreCalledAnsweredAndCancelled) {
  make_ready();
  EXPECT_EQ(
      read(R"({"toolCall":{"functionCalls":[{"id":"f1","name":"lookup","args":{"id":"A17"}},
      {"id":"f2","name":"other"},{"name":"nameless"}]}})"),
      (List{R"(calls f1 lookup{"id":"A17"})", "calls f2 other{}", "calls nameless nameless{}"}));
  EXPECT_EQ(read(R"({"toolCall":{"functionCalls":[{"id":"f1","name":"lookup"}]}})"),
            List{"ignored toolCall"})
      << "once";
  const auto answer = [&](std::string_view id, std::string_view output) {
    const Replies frames = client->tool_result(id, output);
    return frames.empty() ? Json()
                          : Json::parse(frames[0].payload)["toolResponse"]["functionResponses"][0];
  };
  EXPECT_EQ(
      answer("f1", R"({"status":"shipped"})"),
      Json::parse(R"({"id":"f1","name":"lookup","response":{"output":{"status":"shipped"}}})"));
  EXPECT_EQ(answer("nameless", "plain"),
            Json::parse(R"({"name":"nameless","response":{"output":"plain"}})"));
  EXPECT_EQ(read(R"({"toolCallCancellation":{"ids":["f2","f1",7]}})"), List{"cancels f2"});
  EXPECT_TRUE(answer("f2", "{}").is_null());
  read(R"({"toolCall":{"functionCalls":[{"id":"f3","name":"x"}]}})");
  EXPECT_EQ(answer("f3", R"({"error":"no"})")["response"], Json::parse(R"({"error":"no"})"));
  EXPECT_EQ(read(R"({"toolCall":{}})"), List{"odd missing_field"});
}

TEST_F(GeminiClient, WhatTheVendorSaysOfTheConnectionIsReported) {
  make_ready();
  EXPECT_EQ(read(R"({"goAway":{"timeLeft":"30s"}})"), List{"failed agent_session_expired"});
  EXPECT_EQ(read(R"({"sessionResumptionUpdate":{"newHandle":"h","resumable":true}})"),
            List{"ignored sessionResumptionUpdate"});
  EXPECT_EQ(read(R"({"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}})"),
            List{"fatal agent_failed"});
  EXPECT_EQ(client->meaning_of_close(1007, "Request contains an invalid argument."),
            Errc::agent_failed);
  EXPECT_EQ(client->meaning_of_close(1007, "API key not valid. Please pass a valid API key."),
            Errc::agent_refused);
  EXPECT_EQ(client->meaning_of_close(1011, "Deadline expired before operation could complete."),
            Errc::agent_session_expired);
}

}  // namespace
}  // namespace hookswitch::agent::gemini
