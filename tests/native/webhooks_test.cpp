#include <gtest/gtest.h>

#include "calls/carrier_names.hpp"
#include "hookswitch/carrier/all.hpp"
#include "native/kit/eventually.hpp"
#include "native/kit/http_client.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"
#include "webhooks/hang_up_webhooks.hpp"
#include "webhooks/webhook_signature.hpp"

namespace hookswitch {
namespace {

const carrier::CarrierDialect& of(std::string_view name) {
  return *carrier::dialect_from_name(name);
}

constexpr const char* kForm = "Content-Type: application/x-www-form-urlencoded";
constexpr const char* kJson = "Content-Type: application/json";

net::HttpRequest request(std::string body, std::string type = {}, std::string query = {}) {
  net::HttpRequest made;
  made.method = "POST";
  made.query = std::move(query);
  made.body = std::move(body);
  if (!type.empty()) made.headers.push_back({"Content-Type", std::move(type)});
  return made;
}

TEST(HangUpWebhooks, EachCarrierNamesTheCallInItsOwnWay) {
  const auto told = [](const char* dialect, const net::HttpRequest& sent) {
    const auto read = webhooks::read_hang_up(of(dialect), sent);
    return read && *read ? (*read)->call_id + " " + (*read)->word : "nothing";
  };
  EXPECT_EQ(told("twilio", request("CallSid=CA1&CallStatus=completed&AccountSid=AC")),
            "CA1 completed");
  EXPECT_EQ(told("vonage", request(R"({"uuid":"u-1","status":"timeout","rate":null})",
                                   "application/json; charset=utf-8")),
            "u-1 timeout");
  EXPECT_EQ(told("vonage", request("", "", "uuid=u-1&status=completed")), "u-1 completed");
  EXPECT_EQ(told("ucid", request("", "", "event=Hangup&sid=23051396853394195")),
            "23051396853394195 Hangup");
  EXPECT_EQ(told("ucid", request(R"({"event":"Hangup","sid":23051396853394195})")),
            "23051396853394195 Hangup");
}

TEST(HangUpWebhooks, OtherNewsIsNoEnd) {
  for (const auto* body : {"CallSid=CA1&CallStatus=in-progress", "CallSid=CA1",
                           "StreamEvent=stream-stopped&CallSid=CA1", "CallSid=CA1&From=%zz"}) {
    const auto read = webhooks::read_hang_up(of("twilio"), request(body));
    ASSERT_TRUE(read) << body;
    EXPECT_FALSE(*read) << body;
  }
}

TEST(HangUpWebhooks, EveryDialectHasItsWordsAndACarrierWithoutAnyIsAnsweredAsThat) {
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects()) {
    const auto read = webhooks::read_hang_up(*dialect, request("CallSid=CA1&uuid=u&sid=1"));
    EXPECT_EQ(read.has_value(), dialect->hang_up_webhook() != nullptr) << dialect->full_name();
  }
  const carrier::CarrierDialect silent = of("vonage");  // a copy is in no list
  const auto unknown = webhooks::read_hang_up(silent, request("CallSid=CA1"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::no_webhooks);
}

TEST(HangUpWebhooks, NonsenseIsRefusedWithItsCode) {
  const kit::TestServer server;
  const auto refused = [&](const char* path, const char* type, const char* body) {
    const auto reply = kit::http(server.port(), "POST", path, {type}, body);
    EXPECT_EQ(reply.status, 400) << body;
    return reply.json()["name"];
  };
  EXPECT_EQ(refused("/webhooks/twilio", kForm, "CallStatus=completed"), "missing_field");
  EXPECT_EQ(refused("/webhooks/vonage", kJson, "{\"status\":"), "not_json");
  EXPECT_EQ(refused("/webhooks/vonage", kJson, "[]"), "not_json");
  const auto unknown = kit::http(server.port(), "POST", "/webhooks/pigeon");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.json()["detail"], "no dialect 'pigeon'; known are: " + calls::dialect_list());
  EXPECT_EQ(kit::http(server.port(), "DELETE", "/webhooks/twilio").status, 405);
}

TEST(HangUpWebhooks, AFieldThatCannotBeReadIsNamed) {
  const auto refusal = [](const char* dialect, const net::HttpRequest& sent) {
    const auto read = webhooks::read_hang_up(of(dialect), sent);
    return read ? "none" : std::string(to_string(read.error().code)) + ": " + read.error().detail;
  };
  const std::string json = "application/json";
  EXPECT_EQ(refusal("vonage", request(R"({"uuid":"u-1","status":["completed"]})", json)),
            "wrong_type: status must be a text");
  EXPECT_EQ(refusal("vonage", request(R"({"uuid":{},"status":"completed"})", json)),
            "wrong_type: uuid must be a text");
  EXPECT_EQ(refusal("vonage", request(R"({"uuid":null,"status":"completed"})", json)),
            "missing_field: uuid is missing");
  EXPECT_EQ(refusal("twilio", request("CallSid=%C&CallStatus=completed")),
            "bad_request: CallSid has a broken % escape");
  for (const auto* nothing : {"", "%zz=&&&=="})
    EXPECT_EQ(refusal("twilio", request(nothing)),
              "missing_field: CallStatus is missing, as is any other field");
  EXPECT_EQ(refusal("vonage", request(" {\"uuid\"")), "not_json: ");
}

TEST(HangUpWebhooks, ASecondWordWhileTheCallIsEndingIsAnsweredAsThat) {
  config::Settings settings;
  // No server there: the end takes time.
  settings.calls.usual.agent.endpoint.url = "ws://192.0.2.1:9/";
  kit::TestServer server(settings);
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  const auto tell = [&] {
    return kit::http(server.port(), "POST", "/webhooks/twilio", {kForm},
                     "CallSid=CA1&CallStatus=completed")
        .json()["outcome"]
        .get<std::string>();
  };
  ASSERT_TRUE(kit::eventually([&] { return tell() == "ending"; }));
  EXPECT_EQ(tell(), "already_ending") << "the client has not answered the close yet";
  client.read_to_the_end();
  EXPECT_TRUE(server.becomes_empty());
  EXPECT_EQ(tell(), "no_live_call");
}

TEST(HangUpWebhooks, TheCallEndsOnceWhateverElseSaysSo) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.text(kit::twilio_media("MZ1", "/////w=="));
  const std::string over = "CallSid=CA1&CallStatus=completed";
  std::string named;
  // The start message may still be on its way.
  ASSERT_TRUE(kit::eventually([&] {
    const auto id =
        kit::http(server.port(), "POST", "/webhooks/twilio", {kForm}, over).json()["id"];
    if (id.is_string()) named = id;
    return id.is_string();
  }));
  EXPECT_EQ(named, client.call_id());
  EXPECT_EQ(client.read_to_the_end(), 1000);
  const auto record = server.ended_record(client.call_id());
  EXPECT_EQ(record["end"]["cause"], "hang_up_webhook");
  EXPECT_EQ(record["end"]["detail"], "completed");
  EXPECT_TRUE(server.becomes_empty());
  const auto late = kit::http(server.port(), "POST", "/webhooks/twilio", {kForm}, over);
  EXPECT_EQ(late.status, 200) << "or the carrier would send it again";
  EXPECT_TRUE(late.json()["id"].is_null());
  EXPECT_EQ(server.health()["calls_started"], 1);
}

bool is_signed(const webhooks::Verification& settings, const net::HttpRequest& request) {
  const auto& scheme = *of("twilio").hang_up_webhook()->signature;
  return webhooks::signature_fault(scheme, settings, request).empty();
}

webhooks::Verification verified() { return {"12345", "https://example.com"}; }

net::HttpRequest signed_request(std::string path, std::string query, std::string body,
                                std::string signature) {
  net::HttpRequest made =
      request(std::move(body), "application/x-www-form-urlencoded", std::move(query));
  made.path = std::move(path);
  made.headers.push_back({"X-Twilio-Signature", std::move(signature)});
  return made;
}

/// The example of Twilio's own documentation and SDKs.
const std::string kTwilioExample =
    "Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid="
    "CA1234567890ABCDE";
constexpr const char* kTwilioExampleSignature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

TEST(TwilioSignature, IsThatOfTwiliosOwnExample) {
  const webhooks::Verification settings{"12345", "https://mycompany.com"};
  const auto is_right = [&](const std::string& path, const std::string& query,
                            const std::string& body, const std::string& signature) {
    return is_signed(settings, signed_request(path, query, body, signature));
  };
  EXPECT_TRUE(is_right("/myapp.php", "foo=1&bar=2", kTwilioExample, kTwilioExampleSignature));
  EXPECT_FALSE(is_right("/myapp.php", "foo=1&bar=3", kTwilioExample, kTwilioExampleSignature));
  EXPECT_FALSE(
      is_right("/myapp.php", "foo=1&bar=2", kTwilioExample + "0", kTwilioExampleSignature));
  EXPECT_FALSE(
      is_right("/myapp.php", "foo=1&bar=2", kTwilioExample + "&x=%z", kTwilioExampleSignature));
  EXPECT_FALSE(is_right("/myapp.php", "foo=1&bar=2", kTwilioExample, ""));
}

TEST(TwilioSignature, HoldsWithAndWithoutTheUsualPort) {
  const auto holds = [](const std::string& ours, const std::string& theirs) {
    return is_signed({"12345", ours},
                     signed_request("/w", "", "a=1+2&b=&a=0",
                                    webhooks::webhook_signature("12345", theirs + "/wa0a1 2b")));
  };
  EXPECT_TRUE(holds("https://example.com", "https://example.com:443"));
  EXPECT_TRUE(holds("https://example.com:443", "https://example.com"));
  EXPECT_TRUE(holds("http://[::1]/base", "http://[::1]:80/base"));
  EXPECT_TRUE(holds("https://example.com:8443", "https://example.com"));
  EXPECT_FALSE(holds("https://example.com:8443", "https://example.com:8444"));
  EXPECT_FALSE(holds("https://example.com", "https://example.com:8443"));
  EXPECT_FALSE(holds("https://example.com", "http://example.com"));
}

TEST(TwilioSignature, CoversAJsonBodyByItsHashOnly) {
  const std::string body = R"({"CallSid":"CA1","CallStatus":"completed"})";
  const auto holds = [&](const std::string& query) {
    return is_signed(verified(), signed_request("/w", query, body,
                                                webhooks::webhook_signature(
                                                    "12345", "https://example.com/w?" + query)));
  };
  // printf '%s' BODY | sha256sum
  EXPECT_TRUE(holds("bodySHA256=a0a5adcb584e9811c4ee5f334feef749f008b3b108d62d5addee051f9731b526"));
  EXPECT_FALSE(holds("bodySHA256="));
  EXPECT_FALSE(holds("a=b"));
}

TEST(TwilioSignature, IsAskedForWhereItIsConfigured) {
  config::Settings settings;
  settings.webhooks.carriers["twilio"] = verified();
  const kit::TestServer server(settings);
  const std::string body = "CallSid=CA1&CallStatus=completed";
  const auto status = [&](const std::string& path, const std::string& header) {
    const auto reply = kit::http(server.port(), "POST", path, {kForm, header}, body);
    return std::to_string(reply.status) + reply.json().value("name", "");
  };
  const std::string signature = webhooks::webhook_signature(
      "12345", "https://example.com/webhooks/twilioCallSidCA1CallStatuscompleted");
  EXPECT_EQ(status("/webhooks/twilio", "X-Twilio-Signature: " + signature), "200");
  EXPECT_EQ(status("/webhooks/twilio", "X-Twilio-Signature: AAAA"), "403bad_signature");
  EXPECT_EQ(status("/webhooks/twilio", "X-Nothing: 1"), "403bad_signature");
  EXPECT_EQ(status("/webhooks/vonage?uuid=1&status=completed", "X-Nothing: 1"), "200");
}

}  // namespace
}  // namespace hookswitch
