#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "hookswitch/agent/openai/dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent {

using wire::Json;

/// A client end, the frames it is given and the replies it has for them.
class OpenaiClient : public ::testing::Test {
 protected:
  OpenaiClient() { restart(session()); }

  static SessionConfig session() {
    SessionConfig config = usual_session(openai::kDialect);
    config.voice = "marin";
    return config;
  }

  void restart(const SessionConfig& config) {
    client = openai::kDialect.make_client({&openai::kDialect}, config);
    replies.clear();
  }
  void make_ready() {
    read(R"({"type":"session.created","event_id":"e","session":{"id":"sess_1"}})");
    read(R"({"type":"session.updated","event_id":"e","session":{"id":"sess_1"}})");
    ASSERT_TRUE(client->ready());
    replies.clear();
  }
  Result<AgentMessage> read(std::string_view text) {
    const auto read = client->read({wire::Opcode::text, text}, reading);
    for (wire::Frame& reply : reading.replies) replies.push_back(std::move(reply));
    if (!read) return tl::unexpected(read.error());
    EXPECT_EQ(reading.messages.size(), 1u);
    return reading.messages.front();
  }
  template <class T>
  T expect(std::string_view text) {
    const auto message = read(text);
    if (!message) {
      ADD_FAILURE() << to_string(message.error().code) << ": " << text;
      return {};
    }
    const T* wanted = std::get_if<T>(&*message);
    if (wanted == nullptr) {
      ADD_FAILURE() << "another message (" << message->index() << "): " << text;
      return {};
    }
    return *wanted;
  }
  static Json json(const wire::Frame& frame) { return Json::parse(frame.payload); }
  void begin(const std::string& response) {
    expect<TurnStarted>(R"({"type":"response.created","response":{"id":")" + response + R"("}})");
  }
  TurnDone end(const std::string& response, const std::string& status) {
    return expect<TurnDone>(R"({"type":"response.done","response":{"id":")" + response +
                            R"(","status":")" + status + R"(","status_details":null}})");
  }
  static std::string delta(std::string_view response, std::string_view item,
                           std::string_view base64) {
    return R"({"type":"response.output_audio.delta","response_id":")" + std::string(response) +
           R"(","item_id":")" + std::string(item) + R"(","delta":")" + std::string(base64) +
           R"("})";
  }
  Errc fatal(const std::string& code) {
    const auto failed =
        expect<AgentFailed>(R"({"type":"error","error":{"type":"invalid_request_error","code":")" +
                            code + R"(","message":"m","param":null,"event_id":null}})");
    EXPECT_TRUE(failed.fatal);
    EXPECT_EQ(failed.detail, code + ": m");
    return failed.code;
  }

  std::unique_ptr<ClientEnd> client;
  AgentReading reading;
  Replies replies;
};

}  // namespace hookswitch::agent
