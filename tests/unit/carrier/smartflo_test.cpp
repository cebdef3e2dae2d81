// Vectors of Smartflo and Acefone.
#include "hookswitch/carrier/smartflo/smartflo.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/base/base64.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kStart =
    R"({"event":"start","sequenceNumber":"1","streamSid":"st-1","start":{"streamSid":"st-1",)"
    R"("accountSid":"ac-9","callSid":"cs-7","from":"+919812345678","to":"+918047000000",)"
    R"("direction":"inbound","mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,)"
    R"("bitRate":64,"bitDepth":8},"customParameters":{"lang":"hi"}}})";

TEST(SmartfloHostEnd, ReadsTheMessagesOfTheReference) {
  const auto host = make_stream_host(kSmartfloStyle);
  read_as<Connected>(*host, text(R"({"event":"connected"})"));
  const Started started = read_as<Started>(*host, text(kStart));
  EXPECT_EQ(started.call_id, "cs-7");
  EXPECT_EQ(started.stream_id, "st-1");
  EXPECT_EQ(started.from, "+919812345678");
  EXPECT_EQ(started.to, "+918047000000");
  EXPECT_EQ(started.parameters, (Parameters{{"direction", "inbound"}, {"lang", "hi"}}));
  EXPECT_EQ(
      read_as<Media>(*host, text(R"({"event":"media","sequenceNumber":"2","streamSid":"st-1",)"
                                 R"("media":{"chunk":"1","timestamp":"20","payload":"////"}})"))
          .samples.size(),
      3u);
  read_as<Digit>(*host, text(R"({"event":"dtmf","sequenceNumber":"3","streamSid":"st-1",)"
                             R"("dtmf":{"digit":"5"}})"));
  EXPECT_EQ(read_as<Stopped>(*host, text(R"({"event":"stop","sequenceNumber":"4","streamSid":)"
                                         R"("st-1","stop":{"accountSid":"ac-9","callSid":"cs-7",)"
                                         R"("reason":"hangup"}})"))
                .reason,
            "hangup");
}

TEST(SmartfloHostEnd, FindsTheNumbersBesideTheStartToo) {
  const auto host = make_stream_host(kSmartfloStyle);
  const Started started = read_as<Started>(
      *host, text(R"({"event":"start","streamSid":"st-1","from":"1","to":"2","start":{}})"));
  EXPECT_EQ(started.from, "1");
  EXPECT_EQ(started.to, "2");
}

TEST(SmartfloHostEnd, TakesTheStreamOfTheStartWhereTheTwoDiffer) {
  const auto host = make_stream_host(kSmartfloStyle);
  EXPECT_EQ(read_as<Started>(*host, text(R"({"event":"start","streamSid":"old","start":)"
                                         R"({"streamSid":"st-1"}})"))
                .stream_id,
            "st-1");
  EXPECT_EQ(host->write_clear()->payload, R"({"event":"clear","streamSid":"st-1"})");
}

TEST(SmartfloHostEnd, CountsItsAudioAndFillsItUp) {
  const auto host = make_stream_host(kSmartfloStyle);
  read_as<Started>(*host, text(kStart));
  Rng rng(1);
  CallFacts facts;
  facts.stream_id = "st-1";
  const auto carrier = make_stream_carrier(kSmartfloStyle, facts, rng);
  for (const std::size_t samples : {1, 100, 160, 161}) {
    const std::size_t whole = (samples + 159) / 160 * 160;
    EXPECT_EQ(read_as<Audio>(*carrier, host->write_audio(Pcm(samples)).view()).samples.size(),
              whole);
  }
  const auto fifth = *wire::read_object(host->write_audio(Pcm(160)).payload);
  EXPECT_EQ(fifth["media"]["chunk"], 5);
}

std::string host_media(std::string_view chunk, std::size_t bytes = 160) {
  std::string message = R"({"event":"media","streamSid":"st-1","media":{)";
  if (!chunk.empty()) message.append(R"("chunk":)").append(chunk).append(",");
  message += R"("payload":")";
  base64_append(std::vector<std::uint8_t>(bytes, 0xFF), message);
  return message + R"("}})";
}

TEST(SmartfloCarrierEnd, LooksAtTheCountAsItsSwitchSays) {
  const auto anomaly_of = [](const StreamStyle& style, std::string_view chunk) {
    Rng rng(1);
    CallFacts facts;
    facts.stream_id = "st-1";
    const auto carrier = make_stream_carrier(style, facts, rng);
    std::optional<Errc> anomaly;
    read_as<Audio>(*carrier, text(host_media(chunk)), &anomaly);
    return anomaly;
  };
  EXPECT_EQ(anomaly_of(kSmartfloStyle, "1"), std::nullopt);
  EXPECT_EQ(anomaly_of(kSmartfloStyle, "\"1\""), std::nullopt);
  EXPECT_EQ(anomaly_of(kSmartfloStyle, ""), Errc::missing_field);
  EXPECT_EQ(anomaly_of(kSmartfloStyle, "3"), Errc::out_of_sequence);
  EXPECT_EQ(anomaly_of(kSmartfloLaxStyle, ""), std::nullopt);
  EXPECT_EQ(anomaly_of(kSmartfloStrictStyle, "1"), std::nullopt);
  Rng rng(1);
  CallFacts facts;
  facts.stream_id = "st-1";
  const auto strict = make_stream_carrier(kSmartfloStrictStyle, facts, rng);
  EXPECT_EQ(refused(*strict, text(host_media(""))), Errc::missing_field);
  EXPECT_EQ(refused(*strict, text(host_media("7"))), Errc::out_of_sequence);
}

TEST(SmartfloCarrierEnd, ReportsAudioThatIsNotWholeFrames) {
  Rng rng(1);
  CallFacts facts;
  facts.stream_id = "st-1";
  const auto carrier = make_stream_carrier(kSmartfloStyle, facts, rng);
  std::optional<Errc> anomaly;
  read_as<Audio>(*carrier, text(host_media("1", 100)), &anomaly);
  EXPECT_EQ(anomaly, Errc::bad_frame_size);
  EXPECT_EQ(refused(*carrier, text(R"({"event":"media","media":{"chunk":2,"payload":"/w=="}})")),
            Errc::missing_field);
}

TEST(SmartfloCarrierEnd, WritesTheMessagesOfTheReference) {
  Rng rng(1);
  CallFacts facts;
  facts.call_id = "cs-7";
  facts.stream_id = "st-1";
  const auto carrier = make_stream_carrier(kSmartfloStyle, facts, rng);
  const auto opening = carrier->write_opening();
  EXPECT_EQ(opening[0].payload, R"({"event":"connected"})");
  const auto start = (*wire::read_object(opening[1].payload))["start"];
  EXPECT_EQ(
      start["mediaFormat"],
      (wire::Json{
          {"encoding", "audio/x-mulaw"}, {"sampleRate", 8000}, {"bitRate", 64}, {"bitDepth", 8}}));
  EXPECT_EQ(start["direction"], "inbound");
  EXPECT_EQ(carrier->write_media(Pcm(3), Micros{20'000}).payload,
            R"({"event":"media","sequenceNumber":"2","media":{"chunk":"1","timestamp":"20",)"
            R"("payload":"////"},"streamSid":"st-1"})");
}

TEST(SmartfloHangUp, IsAPostWithTheCallsId) {
  const auto request = kSmartfloHangUpApi.request({{"api_token", "T"}}, "https://x", "cs-\"7");
  EXPECT_EQ(request.url, "https://x/v1/call/hangup");
  EXPECT_EQ(request.body, R"({"call_id":"cs-\"7"})");
  EXPECT_EQ(request.headers.back().value, "Bearer T");
  EXPECT_TRUE(kAcefoneHangUpApi.url.empty()) << "its address is not documented";
}

}  // namespace
}  // namespace hookswitch::carrier
