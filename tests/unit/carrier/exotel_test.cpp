// Vectors of Exotel's AgentStream.
#include "hookswitch/carrier/exotel/exotel.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/base/base64.hpp"

namespace hookswitch::carrier {
namespace {

using codec::Encoding;
using codec::MediaFormat;

std::string start_with(std::string_view media_format) {
  return R"({"event":"start","sequence_number":"1","stream_sid":"s1","start":{"stream_sid":"s1",)"
         R"("call_sid":"c1","account_sid":"a1","from":"09810000001","to":"08010000002",)"
         R"("custom_parameters":{"k":"v"},"media_format":)" +
         std::string(media_format) + "}}";
}

TEST(ExotelHostEnd, ReadsTheMessagesOfTheReference) {
  const auto host = make_stream_host(kExotelStyle);
  read_as<Connected>(*host, text(R"({"event":"connected"})"));
  const Started started = read_as<Started>(
      *host,
      text(start_with(R"({"encoding":"audio/x-raw","sample_rate":"8000","bit_rate":"16"})")));
  EXPECT_EQ(started.call_id, "c1");
  EXPECT_EQ(started.stream_id, "s1");
  EXPECT_EQ(started.from, "09810000001");
  EXPECT_EQ(started.to, "08010000002");
  EXPECT_EQ(started.format, (MediaFormat{Encoding::l16_little, 8'000}));
  EXPECT_EQ(owned(read_as<Media>(*host, text(R"({"event":"media","sequence_number":"2",)"
                                             R"("stream_sid":"s1","media":{"chunk":"1",)"
                                             R"("timestamp":"100","payload":"AQD/fw=="}})"))
                      .samples),
            (Pcm{1, 32'767}));
  EXPECT_EQ(read_as<Digit>(*host, text(R"({"event":"dtmf","sequence_number":"3","stream_sid":"s1",)"
                                       R"("dtmf":{"digit":"5","duration":"100"}})"))
                .duration_ms,
            100);
  EXPECT_EQ(read_as<Stopped>(*host, text(R"({"event":"stop","sequence_number":"4","stream_sid":)"
                                         R"("s1","stop":{"call_sid":"c1","account_sid":"a1",)"
                                         R"("reason":"callended"}})"))
                .reason,
            "callended");
}

TEST(ExotelHostEnd, TakesNumbersAsNumbersAndTheEncodingsOtherNames) {
  for (const std::string_view format : {R"({"encoding":"audio/x-raw","sample_rate":16000})",
                                        R"({"encoding":"base64","sample_rate":"16000",)"
                                        R"("bit_rate":"128kbps"})",
                                        R"({"encoding":"raw/slin","sample_rate":16000})"}) {
    const auto host = make_stream_host(kExotelStyle);
    EXPECT_EQ(read_as<Started>(*host, text(start_with(format))).format,
              (MediaFormat{Encoding::l16_little, 16'000}));
    read_as<Media>(*host, text(R"({"event":"media","sequence_number":2,"stream_sid":"s1",)"
                               R"("media":{"chunk":1,"timestamp":100,"payload":"AQD/fw=="}})"));
    EXPECT_EQ(read_as<Stopped>(*host, text(R"({"event":"stop","sequence_number":3,"stream_sid":)"
                                           R"("s1","stop":{"reason":"stopped"}})"))
                  .reason,
              "stopped");
  }
}

TEST(ExotelHostEnd, NamesTheFieldOfAFormatThatItDoesNotHave) {
  for (const auto& [format, field] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"encoding":"audio/x-mulaw","sample_rate":"8000"})", "encoding"},
           {R"({"encoding":"base64","sample_rate":"44100"})", "sample_rate"},
           {R"({"encoding":"base64","sample_rate":"16kHz"})", "sample_rate"},
           {R"({"encoding":"base64","channels":2})", "channels"},
           {R"("base64")", "media_format"}}) {
    const auto host = make_stream_host(kExotelStyle);
    const auto error = refusal(*host, text(start_with(format)));
    ASSERT_TRUE(error) << format;
    EXPECT_EQ(error->code, Errc::unsupported_format) << format;
    EXPECT_EQ(error->field, field) << format;
  }
}

TEST(ExotelHostEnd, RefusesASampleRateInTheUrlThatItDoesNotHave) {
  const auto host = make_stream_host(kExotelStyle);
  EXPECT_TRUE(host->accept({"/media/exotel", "sample-rate=24000", {}}));
  for (const std::string_view query : {"sample-rate=11025", "sample-rate=", "sample-rate=8k"}) {
    const auto refused = host->accept({"/media/exotel", query, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().field, "sample-rate");
  }
}

/// The flow comes back to the applet: audio, and no start.
TEST(ExotelHostEnd, StartsAStreamWithoutAStartAfterASecondOfAudio) {
  const auto host = make_stream_host(kExotelStyle);
  ASSERT_TRUE(host->accept({"/media/exotel", "sample-rate=16000", {}}));
  read_as<Connected>(*host, text(R"({"event":"connected"})"));
  Rng rng(1);
  CallFacts facts;
  facts.stream_id = "s1";
  facts.rate_hz = 16'000;
  const auto carrier = make_stream_carrier(kExotelStyle, facts, rng);
  carrier->write_opening();
  CarrierReading heard;
  int before = 0;
  while (true) {
    const wire::Frame frame = carrier->write_media(Pcm(1'600, 5), Micros{0});
    ASSERT_TRUE(host->read(frame.view(), heard));
    if (std::holds_alternative<Started>(heard.messages.front())) break;
    ASSERT_LT(++before, 20);
  }
  EXPECT_EQ(before, 9);
  const Started& started = std::get<Started>(heard.messages.front());
  EXPECT_EQ(started.call_id, "");
  EXPECT_EQ(started.stream_id, "s1");
  EXPECT_EQ(started.format, (MediaFormat{Encoding::l16_little, 16'000}));
  EXPECT_EQ(std::get<Media>(heard.messages.back()).rate_hz, 16'000);
  ASSERT_EQ(heard.anomalies.size(), 2u);
  EXPECT_EQ(heard.anomalies.front().code, Errc::missing_field);
  EXPECT_EQ(heard.anomalies.front().field, "start");
  EXPECT_EQ(std::get<Stopped>([&] {
              EXPECT_TRUE(host->read(carrier->write_stop()->view(), heard));
              return heard.messages.front();
            }())
                .call_id,
            carrier->facts().call_id);
}

TEST(ExotelEnds, KeepTheChunkRulesInBothSettings) {
  struct Case {
    const StreamStyle* style;
    std::size_t samples;
    bool fits;
  };
  for (const Case& each :
       {Case{&kExotelStyle, 1'600, true}, Case{&kExotelStyle, 160, false},
        Case{&kExotelStyle, 1'601, false}, Case{&kExotelStyle, 51'200, false},
        Case{&kExotelSmallStyle, 160, true}, Case{&kExotelSmallStyle, 320, true},
        Case{&kExotelSmallStyle, 161, false}, Case{&kExotelSmallStyle, 51'200, false}}) {
    Rng rng(1);
    CallFacts facts;
    facts.stream_id = "s1";
    const auto carrier = make_stream_carrier(*each.style, facts, rng);
    std::vector<std::uint8_t> bytes(each.samples * 2);
    std::string message = R"({"event":"media","stream_sid":"s1","media":{"payload":")";
    base64_append(bytes, message);
    std::optional<Errc> anomaly;
    read_as<Audio>(*carrier, text(message + R"("}})"), &anomaly);
    EXPECT_EQ(anomaly, each.fits ? std::nullopt : std::optional(Errc::bad_frame_size))
        << each.samples;
  }
  // What the host writes always fits.
  for (const StreamStyle* const style : {&kExotelStyle, &kExotelSmallStyle})
    for (const std::size_t samples : {1, 160, 1'599, 1'600, 1'601})
      for (const int rate : {8'000, 16'000, 24'000}) {
        Rng rng(1);
        CallFacts facts;
        facts.stream_id = "s1";
        facts.rate_hz = rate;
        const auto carrier = make_stream_carrier(*style, facts, rng);
        const auto host = make_stream_host(*style);
        for (const auto& frame : carrier->write_opening()) {
          CarrierReading heard;
          EXPECT_TRUE(host->read(frame.view(), heard));
        }
        read_as<Audio>(*carrier, host->write_audio(Pcm(samples, 7)).view());
      }
}

TEST(ExotelCarrierEnd, WritesTheMessagesOfTheReference) {
  Rng rng(1);
  CallFacts facts;
  facts.call_id = "c1";
  facts.stream_id = "s1";
  facts.rate_hz = 16'000;
  const auto carrier = make_stream_carrier(kExotelStyle, facts, rng);
  EXPECT_EQ(carrier->offer().query, "sample-rate=16000");
  const auto opening = carrier->write_opening();
  EXPECT_EQ(opening[0].payload, R"({"event":"connected"})");
  const auto start = *wire::read_object(opening[1].payload);
  EXPECT_EQ(
      start["start"]["media_format"],
      (wire::Json{{"encoding", "audio/x-raw"}, {"sample_rate", "16000"}, {"bit_rate", "16"}}));
  EXPECT_EQ(start["start"]["call_sid"], "c1");
  EXPECT_EQ(carrier->write_media(Pcm{1}, Micros{100'000}).payload,
            R"({"event":"media","sequence_number":"2","media":{"chunk":"1","timestamp":"100",)"
            R"("payload":"AQA="},"stream_sid":"s1"})");
  EXPECT_EQ(carrier->write_digit('5', 100)->payload,
            R"({"event":"dtmf","stream_sid":"s1","sequence_number":"3",)"
            R"("dtmf":{"digit":"5","duration":"100"}})");
  EXPECT_NE(carrier->write_stop()->payload.find(R"("reason":"callended")"), std::string::npos);
  EXPECT_EQ(refused(*carrier, text(R"({"event":"clear","streamSid":"s1"})")), Errc::missing_field);
}

}  // namespace
}  // namespace hookswitch::carrier
