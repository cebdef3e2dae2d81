#include "unit/agent/openai/server_fixture.hpp"

namespace hookswitch::agent {
namespace {

TEST_F(OpenaiServer, OpensWithItsSession) {
  server->open(replies);
  collect();
  ASSERT_EQ(types(), (std::vector<std::string>{"session.created"}));
  const Json& session = events[0]["session"];
  EXPECT_EQ(session["object"], "realtime.session");
  EXPECT_EQ(session["id"].get<std::string>().substr(0, 5), "sess_");
  EXPECT_EQ(session["audio"]["input"]["format"],
            Json::parse(R"({"type":"audio/pcm","rate":24000})"));
  EXPECT_TRUE(session["audio"]["input"]["transcription"].is_null());
}

TEST_F(OpenaiServer, PatchesOnlyWhatAnUpdateNames) {
  read(R"({"type":"session.update","session":{"type":"realtime","instructions":"A","audio":{
        "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad",
        "silence_duration_ms":200}}}}})");
  ASSERT_EQ(types(), (std::vector<std::string>{"session.updated"}));
  const Json& session = events[0]["session"];
  EXPECT_EQ(session["audio"]["input"]["format"], Json::parse(R"({"type":"audio/pcmu"})"));
  EXPECT_EQ(session["audio"]["output"]["format"]["type"], "audio/pcm");
  EXPECT_EQ(session["audio"]["input"]["turn_detection"]["prefix_padding_ms"], 300);
  EXPECT_EQ(server->config().silence_duration, Millis{200});
  EXPECT_EQ(server->input_format(), (codec::MediaFormat{codec::Encoding::pcmu, 8'000}));
  EXPECT_EQ(server->output_format().rate_hz, 24'000);

  read(R"({"type":"session.update","session":{"type":"realtime","audio":{
        "input":{"turn_detection":null}}}})");
  EXPECT_FALSE(server->turn_detection().automatic);
  EXPECT_EQ(server->config().instructions, "A");
  read(R"({"type":"session.update","session":{"type":"realtime","audio":{
        "input":{"turn_detection":{"type":"server_vad"}}}}})");
  EXPECT_TRUE(server->turn_detection().automatic);
  EXPECT_EQ(server->turn_detection().silence_duration, Millis{500});
}

TEST_F(OpenaiServer, RefusesWhatTheVendorRefusesInASession) {
  EXPECT_EQ(update("{}"), "missing_required_parameter session.type");
  EXPECT_EQ(update(R"({"type":"transcription"})"), "invalid_value session.type");
  EXPECT_EQ(update(R"({"type":"realtime","output_modalities":["audio","text"]})"),
            "invalid_value session.output_modalities");
  EXPECT_EQ(update(R"({"type":"realtime","modalities":["audio"]})"),
            "unknown_parameter session.modalities");
  EXPECT_EQ(update(R"({"type":"realtime","voice":"alloy"})"), "unknown_parameter session.voice");
  EXPECT_EQ(update(R"({"type":"realtime","temperature":0.8})"),
            "unknown_parameter session.temperature");
  EXPECT_EQ(update(R"({"type":"realtime","audio":{"input":{"format":"pcm16"}}})"),
            "invalid_value session.audio.input.format");
  EXPECT_EQ(
      update(
          R"({"type":"realtime","audio":{"output":{"format":{"type":"audio/pcm","rate":16000}}}})"),
      "invalid_value session.audio.output.format");
  EXPECT_EQ(
      update(
          R"({"type":"realtime","audio":{"input":{"turn_detection":{"silence_duration_ms":-1}}}})"),
      "invalid_value session.audio.input.turn_detection.silence_duration_ms");
  EXPECT_EQ(
      update(R"({"type":"realtime","audio":{"input":{"turn_detection":{"threshold":null}}}})"),
      "invalid_value session.audio.input.turn_detection.threshold");
  EXPECT_EQ(update(R"({"type":"realtime","tools":[{"type":"function"}]})"),
            "missing_required_parameter session.tools[0].name");
  EXPECT_EQ(server->config().voice, "marin");
}

TEST_F(OpenaiServer, AnErrorCarriesTheEventIdOfItsCause) {
  read(R"({"type":"session.update","event_id":"c1","session":{}})");
  EXPECT_EQ(events.at(0)["error"]["event_id"], "c1");
  EXPECT_EQ(events.at(0)["error"]["type"], "invalid_request_error");
}

TEST_F(OpenaiServer, RefusesUnknownEventsAndFields) {
  EXPECT_EQ(refusal(R"({"type":"hello"})"), "invalid_value type");
  EXPECT_EQ(refusal(R"({"type":"output_audio_buffer.clear"})"), "invalid_value type");
  EXPECT_EQ(refusal(R"({"type":"response.cancel","response":1})"), "unknown_parameter response");
  EXPECT_EQ(refusal("[]"), "invalid_event");
  EXPECT_EQ(refusal("{}"), "missing_required_parameter type");
  EXPECT_EQ(refusal(R"({"type":"input_audio_buffer.append","audio":"*"})"), "invalid_value audio");
  EXPECT_EQ(refusal(R"({"type":"input_audio_buffer.append"})"), "missing_required_parameter audio");
  const auto binary = server->read({wire::Opcode::binary, "x"}, reading);
  ASSERT_FALSE(binary);
  EXPECT_EQ(binary.error().code, Errc::wrong_opcode);
}

TEST_F(OpenaiServer, CommitsByHandWhatWasAppendedAndRefusesTooLittle) {
  EXPECT_EQ(refusal(R"({"type":"input_audio_buffer.commit"})"), "input_audio_buffer_commit_empty");
  append(2);
  const auto committed = read(R"({"type":"input_audio_buffer.commit"})");
  ASSERT_TRUE(committed && std::holds_alternative<Committed>(*committed));
  EXPECT_EQ(types(),
            (std::vector<std::string>{"input_audio_buffer.committed", "conversation.item.added",
                                      "conversation.item.done"}));
  EXPECT_EQ(refusal(R"({"type":"input_audio_buffer.commit"})"), "input_audio_buffer_commit_empty");
  append(2);
  read(R"({"type":"input_audio_buffer.clear"})");
  EXPECT_EQ(types(), (std::vector<std::string>{"input_audio_buffer.cleared"}));
  EXPECT_EQ(refusal(R"({"type":"input_audio_buffer.commit"})"), "input_audio_buffer_commit_empty");
}

TEST_F(OpenaiServer, SaysOneExchangeInTheVendorsOrder) {
  read(R"({"type":"session.update","session":{"type":"realtime","audio":{"input":{
        "transcription":{"model":"m"}}}}})");
  append(10);
  server->speech_started(Millis{812}, replies);
  server->speech_stopped(Millis{2'410}, replies);
  ASSERT_TRUE(server->begin_response(replies));
  EXPECT_FALSE(server->begin_response(replies));
  const std::string item(server->response_item());
  server->response_text("Hello.", replies);
  server->response_audio(Pcm{1, 2}, replies);
  server->caller_text("Hi", replies);
  server->finish_response(TurnDone::Outcome::completed, replies);
  collect();
  EXPECT_EQ(types(), (std::vector<std::string>{
                         "input_audio_buffer.speech_started",
                         "input_audio_buffer.speech_stopped",
                         "input_audio_buffer.committed",
                         "conversation.item.added",
                         "conversation.item.done",
                         "response.created",
                         "response.output_item.added",
                         "conversation.item.added",
                         "response.content_part.added",
                         "response.output_audio_transcript.delta",
                         "response.output_audio.delta",
                         "conversation.item.input_audio_transcription.delta",
                         "conversation.item.input_audio_transcription.completed",
                         "response.output_audio.done",
                         "response.output_audio_transcript.done",
                         "response.content_part.done",
                         "conversation.item.done",
                         "response.output_item.done",
                         "response.done",
                     }));
  EXPECT_EQ(events[0]["audio_start_ms"], 812);
  EXPECT_EQ(events[0]["item_id"], events[2]["item_id"]);
  EXPECT_TRUE(events[2]["previous_item_id"].is_null());
  EXPECT_EQ(events[7]["previous_item_id"], events[2]["item_id"]);
  EXPECT_EQ(events[10]["delta"], "AQACAA==");
  EXPECT_EQ(events[10]["item_id"], item);
  EXPECT_EQ(events[12]["usage"]["seconds"], 1.598);
  const Json& response = events.back()["response"];
  EXPECT_EQ(response["status"], "completed");
  EXPECT_TRUE(response["status_details"].is_null());
  EXPECT_EQ(response["output"][0]["content"][0],
            Json::parse(R"({"type":"output_audio","transcript":"Hello."})"));
  EXPECT_EQ(response["usage"]["input_tokens"], 10) << "one per 100 ms";
  EXPECT_FALSE(server->responding());
}

TEST_F(OpenaiServer, AnInterruptedResponseEndsCancelledWithAnIncompleteItem) {
  ASSERT_TRUE(server->begin_response(replies));
  server->response_audio(Pcm(240), replies);
  server->finish_response(TurnDone::Outcome::cancelled, replies);
  collect();
  const Json& response = events.back()["response"];
  EXPECT_EQ(response["status"], "cancelled");
  EXPECT_EQ(response["status_details"],
            Json::parse(R"({"type":"cancelled","reason":"turn_detected"})"));
  EXPECT_EQ(response["output"][0]["status"], "incomplete");
}

TEST_F(OpenaiServer, CancelsAResponseForItsClientAndOnlyAnActiveOne) {
  EXPECT_EQ(refusal(R"({"type":"response.cancel"})"), "response_cancel_not_active");
  server->begin_response(replies);
  collect();
  EXPECT_EQ(refusal(R"({"type":"response.cancel","response_id":"other"})"),
            "response_cancel_not_active");
  const auto cancelled = read(R"({"type":"response.cancel"})");
  ASSERT_TRUE(cancelled && std::holds_alternative<Cancelled>(*cancelled));
  EXPECT_EQ(events.back()["response"]["status_details"]["reason"], "client_cancelled");
  EXPECT_FALSE(server->responding());
}

TEST_F(OpenaiServer, AllowsOneActiveResponse) {
  const auto asked = read(R"({"type":"response.create","response":{"instructions":"Greet."}})");
  ASSERT_TRUE(asked);
  EXPECT_EQ(std::get<SpeakNow>(*asked).instructions, "Greet.");
  server->begin_response(replies);
  collect();
  EXPECT_EQ(refusal(R"({"type":"response.create"})"), "conversation_already_has_active_response");
}

TEST_F(OpenaiServer, TruncatesAnItemAndRefusesToTruncateItLonger) {
  const std::string item = speak(24'000 * 2 + 47);
  const auto truncate = [&](const std::string& ms) {
    return R"({"type":"conversation.item.truncate","item_id":")" + item +
           R"(","content_index":0,"audio_end_ms":)" + ms + "}";
  };
  EXPECT_EQ(refusal(truncate("2535")), "invalid_value");
  EXPECT_EQ(events[0]["error"]["message"],
            "Audio content of 2001ms is already shorter than 2535ms");
  EXPECT_EQ(refusal(truncate("-1")), "invalid_value audio_end_ms");
  EXPECT_EQ(refusal(truncate("null")), "invalid_value audio_end_ms");
  const auto cut = read(truncate("1500.0"));
  ASSERT_TRUE(cut && std::holds_alternative<Truncated>(*cut));
  EXPECT_EQ(std::get<Truncated>(*cut).heard, Millis{1'500});
  ASSERT_EQ(types(), (std::vector<std::string>{"conversation.item.truncated"}));
  EXPECT_EQ(events[0]["audio_end_ms"], 1'500);
  EXPECT_EQ(refusal(truncate("1501")), "invalid_value");

  read(R"({"type":"conversation.item.retrieve","item_id":")" + item + "\"}");
  EXPECT_FALSE(events.at(0)["item"]["content"][0].contains("transcript"));
  read(R"({"type":"conversation.item.delete","item_id":")" + item + "\"}");
  EXPECT_EQ(types(), (std::vector<std::string>{"conversation.item.deleted"}));
  EXPECT_EQ(refusal(truncate("0")), "item_truncate_invalid_item_id item_id");
}

TEST_F(OpenaiServer, TakesTheResultOfACallThatItMadeAndOfNoOther) {
  server->call_tool("lookup", R"({"id":1})", replies);
  collect();
  EXPECT_EQ(types(),
            (std::vector<std::string>{
                "response.created", "response.output_item.added", "conversation.item.added",
                "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "conversation.item.done", "response.output_item.done", "response.done"}));
  EXPECT_EQ(events[1]["item"]["arguments"], "");
  EXPECT_EQ(events[6]["item"]["arguments"], R"({"id":1})");
  const std::string call = events[6]["item"]["call_id"];
  const auto result = [](const std::string& id) {
    return R"({"type":"conversation.item.create","item":{"type":"function_call_output","call_id":")" +
           id + R"(","output":"done"}})";
  };
  EXPECT_EQ(refusal(result("call_x")), "invalid_tool_call_id item.call_id");
  const auto read_result = read(result(call));
  ASSERT_TRUE(read_result && std::holds_alternative<ToolResult>(*read_result));
  EXPECT_EQ(std::get<ToolResult>(*read_result).output, "done");
  EXPECT_EQ(types(),
            (std::vector<std::string>{"conversation.item.added", "conversation.item.done"}));
}

TEST_F(OpenaiServer, ForgetsTheOldestItemsAndKeepsNoHugeContent) {
  const std::string first = speak(240);
  read(
      R"({"type":"conversation.item.create","item":{"id":"big","type":"message","role":"user","content":[{"type":"input_text","text":")" +
      std::string(20'000, 'x') + R"("}]}})");
  read(R"({"type":"conversation.item.retrieve","item_id":"big"})");
  EXPECT_FALSE(events.at(0)["item"].contains("content"));
  for (int i = 0; i < 127; ++i) speak(1);
  EXPECT_EQ(refusal(R"({"type":"conversation.item.retrieve","item_id":")" + first + "\"}"),
            "item_retrieve_invalid_item_id item_id");
}

}  // namespace
}  // namespace hookswitch::agent
