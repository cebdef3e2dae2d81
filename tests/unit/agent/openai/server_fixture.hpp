#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hookswitch/agent/openai/dialect.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent {

using wire::Json;

/// A server end, what a client says to it and the events it sends back.
class OpenaiServer : public ::testing::Test {
 protected:
  OpenaiServer() : server(openai::kDialect.make_server(rng, {})) {}

  /// Reads one client event; the replies are in `events`.
  Result<ClientMessage> read(const std::string& text) {
    replies.clear();
    const auto read = server->read({wire::Opcode::text, text}, reading);
    replies = std::move(reading.replies);
    collect();
    if (!read) return tl::unexpected(read.error());
    EXPECT_EQ(reading.messages.size(), 1u);
    return reading.messages.front();
  }
  void collect() {
    events.clear();
    for (const auto& frame : replies) {
      events.push_back(Json::parse(frame.payload));
      EXPECT_TRUE(ids.insert(events.back()["event_id"].get<std::string>()).second);
    }
    replies.clear();
  }
  std::vector<std::string> types() const {
    std::vector<std::string> all;
    for (const Json& event : events) all.push_back(event["type"]);
    return all;
  }
  /// The error event in reply to a client event: code and param.
  std::string refusal(const std::string& text) {
    read(text);
    if (events.size() != 1 || events[0]["type"] != "error") return "none";
    const Json& error = events[0]["error"];
    EXPECT_FALSE(error["message"].get<std::string>().empty());
    return error["code"].get<std::string>() +
           (error["param"].is_null() ? "" : " " + error["param"].get<std::string>());
  }
  std::string update(const std::string& session) {
    return refusal(R"({"type":"session.update","session":)" + session + "}");
  }
  /// 100 ms of silence at 24 kHz.
  void append(int times = 1) {
    const std::vector<std::uint8_t> bytes(4'800);
    std::string text = R"({"type":"input_audio_buffer.append","audio":")";
    base64_append(bytes, text);
    for (int i = 0; i < times; ++i) ASSERT_TRUE(read(text + "\"}"));
  }
  /// A finished response with `audio` samples; returns its item.
  std::string speak(std::size_t audio) {
    EXPECT_TRUE(server->begin_response(replies));
    const std::string item(server->response_item());
    server->response_audio(Pcm(audio), replies);
    server->finish_response(TurnDone::Outcome::completed, replies);
    collect();
    return item;
  }

  Rng rng{5};
  std::unique_ptr<ServerEnd> server;
  ClientReading reading;
  Replies replies;
  std::vector<Json> events;
  std::set<std::string> ids;
};

}  // namespace hookswitch::agent
