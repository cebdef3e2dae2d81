// What the client end asks for in its first message.
#include "hookswitch/agent/gemini/setup.hpp"

#include <gtest/gtest.h>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {
namespace {

using wire::Json;

Json setup_of(const SessionConfig& config) {
  Replies out;
  kDialect.make_client({&kDialect, "wss://h/p", "gemini-2.5-flash", "key-1"}, config)->open(out);
  EXPECT_EQ(out.size(), 1u);
  return Json::parse(out.at(0).payload)["setup"];
}

TEST(GeminiSetup, SaysWhatIsConfigured) {
  SessionConfig config = usual_session(kDialect);
  config.voice = "Puck";
  config.instructions = "Be brief.";
  config.silence_duration = Millis{400};
  config.tools = {{"lookup", "Find an order", R"({"$schema":"x","type":"object","properties":
      {"id":{"type":"string","description":"of the order"}},"required":["id"],
      "additionalProperties":false})"},
                  {"end_call", "Hang up", R"({"type":"object","properties":{}})"}};
  EXPECT_EQ(setup_of(config), Json::parse(R"({"model":"models/gemini-2.5-flash",
      "generationConfig":{"responseModalities":["AUDIO"],"speechConfig":{"voiceConfig":
        {"prebuiltVoiceConfig":{"voiceName":"Puck"}}}},
      "systemInstruction":{"parts":[{"text":"Be brief."}]},
      "tools":[{"functionDeclarations":[
        {"name":"lookup","description":"Find an order","parameters":{"type":"OBJECT",
         "properties":{"id":{"type":"STRING","description":"of the order"}},"required":["id"]}},
        {"name":"end_call","description":"Hang up"}]}],
      "realtimeInputConfig":{"automaticActivityDetection":
        {"prefixPaddingMs":300,"silenceDurationMs":400}},
      "inputAudioTranscription":{},"outputAudioTranscription":{},
      "contextWindowCompression":{"slidingWindow":{}}})"));
  config = {};
  EXPECT_EQ(setup_of(config), Json::parse(R"({"model":"models/gemini-2.5-flash",
      "generationConfig":{"responseModalities":["AUDIO"]},
      "realtimeInputConfig":{"automaticActivityDetection":
        {"prefixPaddingMs":300,"silenceDurationMs":500}},"outputAudioTranscription":{},
      "contextWindowCompression":{"slidingWindow":{}}})"))
      << "what is not configured is the vendor's";
}

}  // namespace
}  // namespace hookswitch::agent::gemini
