// Vectors of SignalWire's cXML streams.
#include "hookswitch/carrier/signalwire/signalwire.hpp"

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kStart =
    R"({"event":"start","sequenceNumber":"1","start":{"accountSid":"a1","streamSid":"s1",)"
    R"("callSid":"c1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-L16",)"
    R"("sampleRate":24000,"channels":1},"customParameters":{}},"streamSid":"s1"})";

TEST(SignalWireHostEnd, ReadsPlainAndWrappedMessages) {
  for (const bool wrapped : {false, true}) {
    const auto host = make_stream_host(kSignalWireStyle);
    const auto message = [wrapped](std::string_view plain) {
      return wrapped
                 ? R"({"eventType":"x","sequenceNumber":"9","rawEvent":)" + std::string(plain) + "}"
                 : std::string(plain);
    };
    const std::string start = message(kStart);
    EXPECT_EQ(read_as<Started>(*host, text(start)).format,
              (codec::MediaFormat{codec::Encoding::l16_little, 24'000}));
    const std::string media =
        message(R"({"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1",)"
                R"("timestamp":"20","payload":"AQD/fw=="},"streamSid":"s1"})");
    EXPECT_EQ(owned(read_as<Media>(*host, text(media)).samples), (Pcm{1, 32'767}));
    const std::string digit = message(
        R"({"event":"dtmf","streamSid":"s1","sequenceNumber":"3","dtmf":{"digit":"1","duration":200}})");
    EXPECT_EQ(read_as<Digit>(*host, text(digit)).duration_ms, 200);
    const std::string stop = message(R"({"event":"stop","streamSid":"s1","sequenceNumber":"4"})");
    read_as<Stopped>(*host, text(stop));
  }
}

TEST(SignalWireHostEnd, RefusesAFormatThatItDoesNotHave) {
  const auto host = make_stream_host(kSignalWireStyle);
  EXPECT_EQ(refused(*host, text(R"({"event":"start","start":{"streamSid":"s1","mediaFormat":)"
                                R"({"encoding":"audio/x-L16","sampleRate":8000,"channels":1}}})")),
            Errc::unsupported_format);
}

TEST(SignalWireSignature, KeepsRepeatedValuesInTheirOrder) {
  const auto texts = kSignalWireHangUp.signature->signed_texts(
      "https://example.com", "/w?a=1", {{"b", "2"}, {"a", "z"}, {"a", "y"}, {"a", "z"}});
  EXPECT_EQ(texts, (std::vector<std::string>{"https://example.com/w?a=1azayazb2"}));
}

}  // namespace
}  // namespace hookswitch::carrier
