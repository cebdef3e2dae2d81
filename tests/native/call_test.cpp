#include <gtest/gtest.h>

#include "kit/audio_compare.hpp"
#include "native/kit/caller.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

/// What was said, at the rate at which it was heard.
Pcm at_rate(const WavAudio& said, int rate_hz) {
  Resampler resampler(said.rate_hz, rate_hz);
  Pcm converted;
  resampler.process(said.samples, converted);
  return converted;
}

class ParrotCall : public ::testing::TestWithParam<const char*> {};

TEST_P(ParrotCall, IsSaidBackRecordedAndQueuedOnce) {
  kit::TestServer server;
  const WavAudio said = kit::speech("agent-incorrect");
  ASSERT_FALSE(said.samples.empty()) << "no speech in " HOOKSWITCH_SPEECH_DIR;

  const auto call = kit::place_call(server.media_url(GetParam()), GetParam(), said);
  EXPECT_FALSE(call.failed) << call.report.dump();
  const auto found = ::hookswitch::kit::align(at_rate(said, call.rate_hz), call.heard);
  EXPECT_GT(found.ncc, 0.9) << call.report.dump();

  const auto record = server.ended_record(call.host_call_id());
  ASSERT_TRUE(record.contains("end")) << call.report.dump();
  EXPECT_EQ(record["id"], call.host_call_id());
  // What each carrier does at the end of a call; Waybeo says nothing and the silence ends it.
  const std::string cause = record["end"]["cause"];
  const std::string dialect = GetParam();
  EXPECT_EQ(cause, dialect == "vonage"        ? "carrier_closed"
                   : dialect == "ucid:waybeo" ? "media_silence"
                                              : "carrier_stop");
  EXPECT_GE(record["transcript"].size(), 1u);
  EXPECT_GT(record["media"]["in"]["frames"], 50);
  EXPECT_GT(record["media"]["out"]["frames"], 50);
  const auto queue = kit::http(server.port(), "GET", "/v1/queue").json();
  ASSERT_EQ(queue["entries"].size(), 1u);
  EXPECT_EQ(queue["entries"][0]["call_id"], call.host_call_id());
  EXPECT_TRUE(server.becomes_empty()) << server.health().dump();
}

INSTANTIATE_TEST_SUITE_P(Native, ParrotCall,
                         ::testing::Values("twilio", "vonage", "ucid", "ucid:waybeo"),
                         [](const auto& dialect) {
                           std::string name(dialect.param);
                           if (const auto colon = name.find(':'); colon != name.npos)
                             name.replace(colon, 1, "_");
                           return name;
                         });

TEST(Call, ToNobodyIsHostUnreachable) {
  const auto call = kit::place_call("ws://127.0.0.1:1/media/twilio", "twilio", {8'000, {}, {}});
  EXPECT_TRUE(call.failed);
  EXPECT_EQ(call.report["end"]["code"], 2014);
}

TEST(Call, ToAWrongPathIsHostRefusedWithTheAnswer) {
  const kit::TestServer server;
  const auto call = kit::place_call(server.media_url("pigeon"), "twilio", {8'000, {}, {}});
  EXPECT_TRUE(call.failed);
  EXPECT_EQ(call.report["end"]["code"], 2015);
  EXPECT_NE(call.report["end"]["detail"].get<std::string>().find("404"), std::string::npos);
}

TEST(Call, WithNothingToSayEndsWhenNothingIsHeard) {
  kit::TestServer server;
  cli::CallScript script;
  script.test.answer.within = Micros{500'000};
  const auto call = kit::place_call(server.media_url("twilio"), "twilio", {8'000, {}, {}}, script);
  EXPECT_FALSE(call.failed) << call.report.dump();
  EXPECT_TRUE(server.becomes_empty());
}

}  // namespace
}  // namespace hookswitch
