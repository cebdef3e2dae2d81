#include "unit/agent/openai/client_fixture.hpp"

namespace hookswitch::agent {
namespace {

TEST_F(OpenaiClient, ConfiguresTheSessionOnceItIsCreated) {
  SessionConfig config = session();
  config.instructions = "Be brief.";
  config.input = config.output = {codec::Encoding::pcmu, 8'000};
  config.silence_duration = Millis{400};
  config.tools = {{"end_call", "Hangs up", R"({"type":"object"})"}};
  restart(config);
  expect<AgentIgnored>(R"({"type":"session.created","session":{"id":"sess_1"}})");
  ASSERT_EQ(replies.size(), 1u);
  const Json update = json(replies[0]);
  EXPECT_EQ(update["type"], "session.update");
  const Json& session = update["session"];
  EXPECT_EQ(session["type"], "realtime");
  EXPECT_EQ(session["output_modalities"], Json::parse(R"(["audio"])"));
  EXPECT_EQ(session["instructions"], "Be brief.");
  EXPECT_EQ(session["audio"]["input"], Json::parse(R"({
      "format":{"type":"audio/pcmu"},
      "transcription":{"model":"gpt-4o-mini-transcribe"},
      "turn_detection":{"type":"server_vad","prefix_padding_ms":300,"silence_duration_ms":400,
                        "create_response":true,"interrupt_response":true}})"));
  EXPECT_EQ(session["audio"]["output"],
            Json::parse(R"({"format":{"type":"audio/pcmu"},"voice":"marin"})"));
  EXPECT_EQ(session["tools"], Json::parse(R"([{"type":"function","name":"end_call",
      "description":"Hangs up","parameters":{"type":"object"}}])"));
  EXPECT_FALSE(client->ready());
}

TEST_F(OpenaiClient, IsReadyOnceTheSessionIsUpdatedAndThenAsksForItsGreeting) {
  SessionConfig config = session();
  config.greeting = "Greet the caller.";
  restart(config);
  read(R"({"type":"session.created","session":{"id":"sess_1"}})");
  replies.clear();
  const auto ready = expect<Ready>(
      R"({"type":"session.updated","session":{"id":"sess_1","audio":{"input":
          {"format":{"type":"audio/pcm","rate":24000}},"output":{"format":{"type":"audio/pcm"}}}}})");
  EXPECT_EQ(ready.session_id, "sess_1");
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(json(replies[0])["type"], "response.create");
  EXPECT_EQ(json(replies[0])["response"]["instructions"], "Greet the caller.");
  replies.clear();
  expect<AgentIgnored>(R"({"type":"session.updated","session":{}})");
  EXPECT_TRUE(replies.empty());
}

TEST_F(OpenaiClient, RefusesASessionWhoseFormatIsNotTheOneAskedFor) {
  read(R"({"type":"session.created","session":{}})");
  const auto failed = expect<AgentFailed>(
      R"({"type":"session.updated","session":{"audio":{"output":{"format":{"type":"audio/pcmu"}}}}})");
  EXPECT_TRUE(failed.fatal);
  EXPECT_FALSE(client->ready());
}

TEST_F(OpenaiClient, AppendsAudioAsLittleEndianBase64) {
  const Sample samples[] = {1, -2};
  EXPECT_EQ(client->append_audio(samples).payload,
            R"({"type":"input_audio_buffer.append","audio":"AQD+/w=="})");
}

TEST_F(OpenaiClient, CarriesTheOddByteOfAChunkIntoTheNextOfTheSameItem) {
  make_ready();
  begin("r1");
  // 01 00 02 | 00 03 00: three samples cut in the middle of the second.
  const auto first = expect<AgentAudio>(delta("r1", "a", "AQAC"));
  EXPECT_EQ(Pcm(first.samples.begin(), first.samples.end()), (Pcm{1}));
  // Another item's audio in between has its own carry.
  expect<AgentIgnored>(delta("r1", "b", "Bw=="));
  const auto second = expect<AgentAudio>(delta("r1", "a", "AAMA"));
  EXPECT_EQ(Pcm(second.samples.begin(), second.samples.end()), (Pcm{2, 3}));
  EXPECT_EQ(second.response_id, "r1");
  EXPECT_EQ(second.item_id, "a");
}

TEST_F(OpenaiClient, DropsStragglersOfAnInterruptedResponseOnly) {
  make_ready();
  begin("r1");
  expect<AgentAudio>(delta("r1", "a", "AQA="));
  const auto started = expect<CallerSpeechStarted>(
      R"({"type":"input_audio_buffer.speech_started","audio_start_ms":10,"item_id":"u"})");
  EXPECT_EQ(started.item_id, "u");
  expect<AgentIgnored>(delta("r1", "a", "AQA="));
  expect<AgentIgnored>(R"({"type":"response.output_audio.done","response_id":"r1","item_id":"a"})");
  EXPECT_EQ(end("r1", "cancelled").outcome, TurnDone::Outcome::cancelled);
  expect<AgentIgnored>(delta("r1", "a", "AQA="));
  begin("r2");
  expect<AgentAudio>(delta("r2", "c", "AQA="));
}

TEST_F(OpenaiClient, TruncatesAnItemAtWhatWasHeard) {
  make_ready();
  const auto truncate = client->truncate("a", Millis{1'500});
  ASSERT_TRUE(truncate);
  Json event = json(*truncate);
  event.erase("event_id");
  EXPECT_EQ(event, Json::parse(R"({"type":"conversation.item.truncate","item_id":"a",
                                   "content_index":0,"audio_end_ms":1500})"));
  EXPECT_FALSE(client->truncate("", Millis{0}));
}

TEST_F(OpenaiClient, TellsTranscriptsOfBothSpeakers) {
  make_ready();
  const auto piece = expect<Transcript>(
      R"({"type":"response.output_audio_transcript.delta","response_id":"r","item_id":"a","delta":"He"})");
  EXPECT_EQ(piece.speaker, Speaker::agent);
  EXPECT_FALSE(piece.final);
  EXPECT_EQ(piece.text, "He");
  const auto whole = expect<Transcript>(
      R"({"type":"response.output_audio_transcript.done","response_id":"r","item_id":"a","transcript":"Hello"})");
  EXPECT_TRUE(whole.final);
  EXPECT_EQ(whole.item_id, "a");
  const auto caller = expect<Transcript>(
      R"({"type":"conversation.item.input_audio_transcription.completed","item_id":"u","content_index":0,"transcript":"Hi","usage":{"type":"duration","seconds":2.5}})");
  EXPECT_EQ(caller.speaker, Speaker::caller);
  EXPECT_EQ(caller.text, "Hi");
  EXPECT_TRUE(caller.final);
  const auto part = expect<Transcript>(
      R"({"type":"conversation.item.input_audio_transcription.delta","item_id":"u","delta":null})");
  EXPECT_EQ(part.text, "");
  EXPECT_FALSE(part.final);
  const auto failed = expect<CallerTextFailed>(
      R"({"type":"conversation.item.input_audio_transcription.failed","item_id":"u","error":{"code":"audio_unintelligible","message":"m"}})");
  EXPECT_EQ(failed.item_id, "u");
  EXPECT_EQ(failed.detail, "audio_unintelligible: m");
}

constexpr std::string_view kCall =
    R"({"type":"response.output_item.done","response_id":"r1","output_index":0,"item":{"id":"f","type":"function_call","status":"completed","name":"lookup","call_id":"call_1","arguments":"{\"id\":\"A17\"}"}})";

TEST_F(OpenaiClient, ReportsAToolCallOnceAndOnlyWithCompleteArguments) {
  make_ready();
  begin("r1");
  expect<AgentIgnored>(
      R"({"type":"response.output_item.added","response_id":"r1","item":{"type":"function_call","status":"in_progress","name":"lookup","call_id":"call_1","arguments":""}})");
  expect<AgentIgnored>(
      R"({"type":"response.function_call_arguments.done","response_id":"r1","item_id":"f","call_id":"call_1","name":"lookup","arguments":"{}"})");
  expect<AgentIgnored>(
      R"({"type":"response.output_item.done","response_id":"r1","item":{"type":"function_call","status":"incomplete","name":"lookup","call_id":"call_0","arguments":"{\"i"}})");
  const auto call = expect<ToolCall>(kCall);
  EXPECT_EQ(call.call_id, "call_1");
  EXPECT_EQ(call.name, "lookup");
  EXPECT_EQ(call.arguments, R"({"id":"A17"})");
  expect<AgentIgnored>(kCall);
}

TEST_F(OpenaiClient, AsksForTheAnswerToAToolResultOnlyAfterTheResponseIsDone) {
  make_ready();
  begin("r1");
  expect<ToolCall>(kCall);
  const auto frames = client->tool_result("call_1", R"({"ok":true})");
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(json(frames[0])["item"],
            Json::parse(R"({"type":"function_call_output","call_id":"call_1",
                            "output":"{\"ok\":true}"})"));
  EXPECT_TRUE(client->tool_result("call_1", "again").empty());
  EXPECT_TRUE(replies.empty());
  end("r1", "completed");
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(json(replies[0])["type"], "response.create");

  // The caller's voice made a response in the same moment: ours is refused and asked for again.
  const std::string refused = json(replies[0])["event_id"];
  replies.clear();
  begin("r2");
  expect<AgentIgnored>(
      R"({"type":"error","error":{"type":"invalid_request_error","code":"conversation_already_has_active_response","message":"m","event_id":")" +
      refused + R"("}})");
  EXPECT_TRUE(replies.empty());
}

TEST_F(OpenaiClient, AsksAgainWhenItsRequestWasRefusedBecauseOfAnActiveResponse) {
  make_ready();
  begin("r1");
  expect<ToolCall>(kCall);
  end("r1", "completed");
  const auto frames = client->tool_result("call_1", "x");
  ASSERT_EQ(frames.size(), 2u) << "nothing is active: the go-ahead follows at once";
  expect<AgentIgnored>(
      R"({"type":"error","error":{"code":"conversation_already_has_active_response","message":"m","event_id":null}})");
  begin("r2");
  end("r2", "completed");
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(json(replies[0])["type"], "response.create");
}

}  // namespace
}  // namespace hookswitch::agent
