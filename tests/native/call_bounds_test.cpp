#include <gtest/gtest.h>

#include "hookswitch/call/bound_rules.hpp"
#include "native/kit/http_client.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

/// A call that waits for its start message.
struct WaitingCall {
  kit::TestServer server;
  kit::MediaClient client{server.port(), "/media/twilio"};

  kit::HttpReply ask(const std::string& method, const std::string& body = {}) {
    return kit::http(server.port(), method, "/v1/calls/" + client.call_id() + "/bounds", {}, body);
  }
};

TEST(CallBounds, AreShownAndChangedForOneCall) {
  WaitingCall call;
  const auto usual = call.ask("GET");
  ASSERT_EQ(usual.status, 200);
  EXPECT_EQ(usual.json()["socket_to_start_s"], 5);
  EXPECT_EQ(usual.json()["agent_tries"], 3);
  EXPECT_EQ(usual.json().size(), call::bound_rules().size() + 1) << "and the tries";
  const auto changed = call.ask("PATCH", R"({"socket_to_start_s": 0.2, "agent_tries": 1})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json()["socket_to_start_s"], 0.2);
  EXPECT_EQ(changed.json()["agent_tries"], 1);
  EXPECT_EQ(changed.json()["media_silence_s"], 10);
  const auto record = call.server.ended_record(call.client.call_id());
  EXPECT_EQ(record["end"]["cause"], "no_start_message");
  EXPECT_LT(record["duration_ms"], 4'000);
  EXPECT_NE(record["timeline"].dump().find("socket_to_start_s 5 s to 0.2 s, agent_tries 3 to 1"),
            std::string::npos)
      << record["timeline"];
}

TEST(CallBounds, AreRefusedByKeyAndReasonWhenTheyMakeNoSense) {
  WaitingCall call;
  const auto refusal = [&](const std::string& body) {
    const auto reply = call.ask("PATCH", body);
    EXPECT_EQ(reply.status, 400) << body;
    return reply.json()["name"].get<std::string>() + ": " +
           reply.json()["detail"].get<std::string>();
  };
  EXPECT_EQ(refusal(R"({"media_silence_s": 60})"),
            "bad_value: media_silence_s: must lie between 0.1 and 11.5");
  EXPECT_EQ(
      refusal(R"({"longest_call_s": 9.5, "end_to_gone_s": 1})"),
      "bad_value: last_words_s: 1.2 s is more than three fifths of end_to_gone_s (1 s): closing "
      "the sockets needs the rest; longest_call_s: 9.5 s is shorter than answered_to_socket_s "
      "(10 s), start_to_media_s (10 s), media_silence_s (10 s)");
  EXPECT_EQ(refusal(R"({"patience_s": 1})"), "unknown_key: patience_s: unknown key");
  EXPECT_EQ(refusal(R"({"agent_tries": 1, "agent_tries": 2})"),
            "bad_value: agent_tries: is there more than once");
  EXPECT_EQ(refusal("[]"), "bad_request: the body is no JSON object");
  EXPECT_EQ(refusal("{}"), "bad_request: the body names no bound");
  EXPECT_EQ(call.ask("GET").json()["longest_call_s"], 7'200) << "nothing was changed";
}

TEST(CallBounds, OfACallThatIsNotUpAreNotFound) {
  WaitingCall call;
  EXPECT_EQ(call.ask("DELETE").status, 405);
  EXPECT_EQ(
      kit::http(call.server.port(), "PATCH", "/v1/calls/nobody/bounds", {}, "{\"agent_tries\":1}")
          .status,
      404);
  call.client.text(kit::twilio_start("CA1", "MZ1"));  // without a word it would be no call
  call.client.close();
  EXPECT_EQ(call.server.ended_record(call.client.call_id())["end"]["cause"], "carrier_closed");
  const auto late = call.ask("PATCH", R"({"agent_tries": 1})");
  EXPECT_EQ(late.status, 404);
  EXPECT_EQ(late.json()["name"], "call_not_found");
}

}  // namespace
}  // namespace hookswitch
