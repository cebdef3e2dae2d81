#include <gtest/gtest.h>

#include "native/kit/eventually.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

constexpr const char* kSilence = "/////////////////////////////////////////w==";

TEST(BadInput, OfEveryKindIsCountedInTheRecordAndTheCallGoesOn) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  ASSERT_TRUE(client.is_open());
  client.text(kit::twilio_media("MZ1", kSilence));  // media before start
  client.text("this is no JSON");
  client.text("[1,2,3]");
  client.text("");
  client.text(R"({"event":17})");
  client.text(R"({"event":"surprise","streamSid":"MZ1"})");
  client.text(R"({"event":"start","start":"yes"})");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.text(kit::twilio_start("CA1", "MZ1"));    // again
  client.text(kit::twilio_media("MZ1", ""));       // empty audio
  client.text(kit::twilio_media("MZ1", "////*"));  // no base64
  client.text(R"({"event":"media","streamSid":"MZ1","media":{"payload":12}})");
  client.text(R"({"event":"media","streamSid":"MZ1"})");
  client.binary(std::string("\x00\x01\x02", 3));  // wrong kind of message
  client.text(std::string(200, '[') + std::string(200, ']'));
  client.text(kit::twilio_media("MZ1", kSilence));
  client.text(R"({"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC","callSid":"CA1"}})");
  client.read_to_the_end();

  const auto record = server.ended_record(client.call_id());
  ASSERT_TRUE(record.contains("end"));
  EXPECT_EQ(record["end"]["cause"], "carrier_stop");
  const auto& oddities = record["media"]["oddities"];
  for (const auto* name :
       {"not_json", "wrong_type", "missing_field", "unknown_event", "media_before_start",
        "duplicate_start", "empty_audio", "bad_base64", "wrong_opcode"})
    EXPECT_GE(oddities.value(name, 0), 1) << name << " in " << oddities.dump();
  EXPECT_TRUE(server.becomes_empty());
}

TEST(BadInput, AHalfSampleIsCountedAndTheRestPlayed) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/vonage");
  client.text(R"({"event":"websocket:connected","content-type":"audio/l16;rate=16000"})");
  client.binary(std::string(641, '\0'));
  client.close();
  const auto record = server.ended_record(client.call_id());
  ASSERT_TRUE(record.contains("end"));
  EXPECT_GE(record["media"]["oddities"].value("odd_byte_count", 0), 1) << record.dump();
}

TEST(BadInput, AnUnknownContentTypeIsNamed) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/vonage");
  client.text(R"({"event":"websocket:connected","content-type":"video/mp4"})");
  client.close();
  const auto record = server.ended_record(client.call_id());
  ASSERT_TRUE(record.contains("end"));
  EXPECT_GE(record["media"]["oddities"].value("unsupported_format", 0), 1) << record.dump();
}

TEST(BadInput, AMessageAboveTheLimitClosesWith1009AndOtherCallsGoOn) {
  kit::TestServer server;
  kit::MediaClient other(server.port(), "/media/twilio");
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(std::string(wire::kMaxCarrierMessage + 1, 'x'));
  EXPECT_EQ(client.read_to_the_end(), 1009);
  const auto record = server.ended_record(client.call_id());
  ASSERT_TRUE(record.contains("end"));
  EXPECT_NE(record["end"]["detail"].get<std::string>().find("1009"), std::string::npos)
      << record.dump();
  EXPECT_TRUE(server.context().registry.find(other.call_id()));
  EXPECT_TRUE(other.is_open());
}

TEST(BadInput, TextThatIsNotUtf8ClosesTheSocketOnly) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text("{\"event\":\"\xff\xfe\"}");
  EXPECT_EQ(client.read_to_the_end(), 1007);
  EXPECT_TRUE(server.ended_record(client.call_id()).contains("end"));
  EXPECT_EQ(server.health()["status"], "ok");
}

TEST(BadInput, ToTheBuiltInAgentIsAnsweredByAnErrorEvent) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/v1/realtime?model=parrot");
  const auto created = client.read();
  ASSERT_TRUE(created);
  EXPECT_NE(created->find("session.created"), std::string::npos);
  client.text("no JSON");
  const auto error = client.read();
  ASSERT_TRUE(error);
  EXPECT_NE(error->find("\"error\""), std::string::npos);
  client.vanish();
  EXPECT_TRUE(server.becomes_empty());
}

}  // namespace
}  // namespace hookswitch
