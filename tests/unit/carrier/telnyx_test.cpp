// Vectors of Telnyx's media streaming.
#include "hookswitch/carrier/telnyx/telnyx.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

using codec::Encoding;
using codec::MediaFormat;

std::string start_of(std::string_view encoding, int rate = 8'000) {
  return R"({"event":"start","sequence_number":"1","start":{"user_id":"u1",)"
         R"("call_control_id":"v3:c1","call_session_id":"s","from":"+15550100001",)"
         R"("to":"+15550100002","tags":[],"client_state":"aGk=","custom_parameters":{"k":"v"},)"
         R"("media_format":{"encoding":")" +
         std::string(encoding) + R"(","sample_rate":)" + std::to_string(rate) +
         R"(,"channels":1}},"stream_id":"st1"})";
}

class TelnyxHostEnd : public testing::Test {
 protected:
  Result<wire::UpgradeGrant> accept(std::string_view query) {
    return host_->accept({"/media/telnyx", query, {}});
  }
  /// A message of one sample, whose value is the count.
  static std::string media(int chunk) {
    const std::uint8_t bytes[] = {0, static_cast<std::uint8_t>(chunk)};
    std::string text = R"({"event":"media","sequence_number":"9","stream_id":"st1","media":)"
                       R"({"track":"inbound","chunk":")" +
                       std::to_string(chunk) + R"(","timestamp":"0","payload":")";
    base64_append(bytes, text);
    return text + R"("}})";
  }
  /// What comes out for these counts, one after the other; 0 is the stop message.
  std::vector<int> heard(const std::vector<int>& counts) {
    std::vector<int> out;
    for (const int count : counts) {
      const std::string message =
          count > 0 ? media(count) : R"({"event":"stop","stream_id":"st1","stop":{}})";
      EXPECT_TRUE(host_->read(text(message), reading_));
      for (const CarrierMessage& each : reading_.messages) {
        if (const auto* const audio = std::get_if<Media>(&each)) {
          EXPECT_EQ(audio->sequence, audio->samples.front());
          out.push_back(audio->samples.front());
        }
      }
      anomalies_ += reading_.anomalies.size();
    }
    return out;
  }
  void start_l16() {
    ASSERT_TRUE(accept("codec=L16"));
    read_as<Started>(*host_, text(start_of("L16", 16'000)));
  }

  std::unique_ptr<HostEnd> host_ = make_stream_host(kTelnyxStyle);
  CarrierReading reading_;
  std::size_t anomalies_ = 0;
};

TEST_F(TelnyxHostEnd, ReadsTheMessagesOfTheReference) {
  read_as<Connected>(*host_, text(R"({"event":"connected","version":"1.0.0"})"));
  const Started started = read_as<Started>(*host_, text(start_of("PCMU")));
  EXPECT_EQ(started.call_id, "v3:c1");
  EXPECT_EQ(started.stream_id, "st1");
  EXPECT_EQ(started.from, "+15550100001");
  EXPECT_EQ(started.to, "+15550100002");
  EXPECT_EQ(started.parameters, (Parameters{{"client_state", "aGk="}, {"k", "v"}}));
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"event":"dtmf","stream_id":"st1","occurred_at":)"
                                        R"("2026-01-01T00:00:00.000Z","sequence_number":"5",)"
                                        R"("dtmf":{"digit":"1"}})"))
                .digit,
            '1');
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text(R"({"event":"mark","stream_id":"st1",)"
                                             R"("sequence_number":"6","mark":{"name":"m1"}})"))
                .name,
            "m1");
  read_as<Stopped>(*host_, text(R"({"event":"stop","sequence_number":"9","stop":{"user_id":"u1",)"
                                R"("call_control_id":"v3:c1"},"stream_id":"st1"})"));
}

TEST_F(TelnyxHostEnd, HearsTheLegsCodecAndSpeaksTheOrderedOne) {
  const Started started = read_as<Started>(*host_, text(start_of("PCMA")));
  EXPECT_EQ(started.format, (MediaFormat{Encoding::pcma, 8'000}));
  EXPECT_EQ(host_->caller_format(), (MediaFormat{Encoding::pcma, 8'000}));
  EXPECT_EQ(host_->host_format(), (MediaFormat{Encoding::pcmu, 8'000}));
  // 0xD5 is silence in A-law and none in mu-law.
  const Media media = read_as<Media>(
      *host_,
      text(R"({"event":"media","stream_id":"st1","media":{"chunk":"1","payload":"1Q=="}})"));
  EXPECT_EQ(owned(media.samples), (Pcm{8}));
  EXPECT_EQ(
      host_->write_audio(Pcm(160)).payload, R"({"event":"media","media":{"payload":")" + [] {
        std::string text;
        base64_append(std::vector<std::uint8_t>(160, 0xFF), text);
        return text;
      }() + R"("}})");
}

TEST_F(TelnyxHostEnd, TakesTheOrderFromTheUrl) {
  ASSERT_TRUE(accept("token=x&codec=l16&rate=24000"));
  read_as<Started>(*host_, text(start_of("audio/x-mulaw")));
  EXPECT_EQ(host_->caller_format(), (MediaFormat{Encoding::pcmu, 8'000}));
  EXPECT_EQ(host_->host_format(), (MediaFormat{Encoding::l16_big, 24'000}));
  EXPECT_EQ(read_telnyx_order("codec=PCMA")->host, (MediaFormat{Encoding::pcma, 8'000}));
  EXPECT_EQ(read_telnyx_order("codec=L16")->host, (MediaFormat{Encoding::l16_big, 16'000}));
  for (const auto& [query, field] : std::initializer_list<std::pair<const char*, const char*>>{
           {"codec=OPUS", "codec"},
           {"codec=G722", "codec"},
           {"codec=AMR-WB", "codec"},
           {"codec=", "codec"},
           {"rate=16000", "rate"},
           {"codec=L16&rate=22050", "rate"},
           {"codec=L16&rate=16000x", "rate"},
           {"codec=L16&rate=", "rate"},
           {"codec=L16&byte_order=middle", "byte_order"}}) {
    const auto refused = accept(query);
    ASSERT_FALSE(refused) << query;
    EXPECT_EQ(refused.error().code, Errc::unsupported_format) << query;
    EXPECT_EQ(refused.error().field, field) << query;
  }
}

TEST_F(TelnyxHostEnd, HasBothByteOrdersOfL16) {
  for (const bool little : {false, true}) {
    host_ = make_stream_host(kTelnyxStyle);
    ASSERT_TRUE(accept(little ? "codec=L16&byte_order=little" : "codec=L16"));
    read_as<Started>(*host_, text(start_of("L16", 16'000)));
    const Media media = read_as<Media>(
        *host_,
        text(R"({"event":"media","stream_id":"st1","media":{"chunk":"1","payload":"AQI="}})"));
    EXPECT_EQ(owned(media.samples), (Pcm{little ? Sample{0x201} : Sample{0x102}}));
    const std::string said = host_->write_audio(Pcm(320, 0x102)).payload;
    EXPECT_NE(said.find(little ? R"(payload":"AgECAQ)" : R"(payload":"AQIBAg)"), std::string::npos);
  }
}

TEST_F(TelnyxHostEnd, PutsSwappedMessagesBackIntoOrder) {
  start_l16();
  EXPECT_EQ(heard({2, 1, 4, 3, 5, 7, 8, 6}), (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(anomalies_, 0u);
}

TEST_F(TelnyxHostEnd, WaitsForAMissingMessageNoLongerThanTheWindow) {
  start_l16();
  EXPECT_EQ(heard({1, 3, 4}), (std::vector<int>{1}));
  EXPECT_EQ(heard({5}), (std::vector<int>{3, 4, 5}));
  EXPECT_EQ(anomalies_, 1u);
  EXPECT_EQ(heard({2, 6}), (std::vector<int>{2, 6})) << "a late one is not lost";
}

TEST_F(TelnyxHostEnd, LosesNothingAtTheStop) {
  start_l16();
  EXPECT_EQ(heard({1, 3, 0}), (std::vector<int>{1, 3}));
}

TEST_F(TelnyxHostEnd, GoesOnWhereTheCountJumps) {
  start_l16();
  EXPECT_EQ(heard({1, 3, 100, 101, 5, 6, 7}), (std::vector<int>{1, 3, 100, 101, 5, 6, 7}));
}

TEST_F(TelnyxHostEnd, LosesNothingWhateverTheOrder) {
  start_l16();
  Rng rng(7);
  std::vector<int> counts;
  for (int i = 0; i < 4'000; ++i) counts.push_back(static_cast<int>(rng.below(100)) + 1);
  counts.push_back(0);
  std::vector<int> out = heard(counts);
  counts.pop_back();
  std::sort(counts.begin(), counts.end());
  std::sort(out.begin(), out.end());
  EXPECT_EQ(out, counts);
}

TEST_F(TelnyxHostEnd, NamesTheErrorThatItIsSent) {
  read_as<Started>(*host_, text(start_of("PCMU")));
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Ignored>(*host_,
                             text(R"({"event":"error","payload":{"code":100003,"title":)"
                                  R"("malformed_frame","detail":"x"},"stream_id":"st1"})"),
                             &anomaly)
                .event,
            "error 100003 malformed_frame x");
  EXPECT_EQ(anomaly, Errc::peer_error);
}

TEST_F(TelnyxHostEnd, FillsUpAudioBelow20Ms) {
  read_as<Started>(*host_, text(start_of("PCMU")));
  Rng rng(1);
  const auto carrier = make_stream_carrier(kTelnyxStyle, {}, rng);
  EXPECT_EQ(read_as<Audio>(*carrier, host_->write_audio(Pcm(100, 99)).view()).samples.size(), 160u);
}

TEST(TelnyxCarrierEnd, WritesTheMessagesOfTheReference) {
  Rng rng(1);
  CallFacts facts;
  facts.call_id = "v3:c1";
  facts.stream_id = "st1";
  const auto carrier = make_stream_carrier(kTelnyxEuropeStyle, facts, rng);
  const auto opening = carrier->write_opening();
  EXPECT_EQ(opening[0].payload, R"({"event":"connected","version":"1.0.0"})");
  const auto start = *wire::read_object(opening[1].payload);
  EXPECT_EQ(start["stream_id"], "st1");
  EXPECT_EQ(start["sequence_number"], "1");
  EXPECT_EQ(start["start"]["call_control_id"], "v3:c1");
  EXPECT_EQ(start["start"]["media_format"],
            (wire::Json{{"encoding", "PCMA"}, {"sample_rate", 8000}, {"channels", 1}}));
  EXPECT_EQ(carrier->write_media(Pcm(1), Micros{20'000}).payload,
            R"({"event":"media","sequence_number":"2","media":{"track":"inbound","chunk":"1",)"
            R"("timestamp":"20","payload":"1Q=="},"stream_id":"st1"})");
  EXPECT_EQ(carrier->write_digit('5', 100)->payload,
            R"({"event":"dtmf","stream_id":"st1","sequence_number":"3","dtmf":{"digit":"5"}})");
  EXPECT_EQ(carrier->host_format(), (MediaFormat{Encoding::pcmu, 8'000}));
}

TEST(TelnyxCarrierEnd, AnswersWhatItCannotUseWithAnError) {
  Rng rng(1);
  CallFacts facts;
  facts.stream_id = "st1";
  const auto carrier = make_stream_carrier(kTelnyxStyle, facts, rng);
  HostReading out;
  EXPECT_FALSE(carrier->read(text("{"), out));
  ASSERT_EQ(out.replies.size(), 1u);
  EXPECT_NE(out.replies[0].payload.find(R"("code":100003,"title":"malformed_frame")"),
            std::string::npos);
  EXPECT_FALSE(carrier->read(text(R"({"event":"media","media":{"payload":"*"}})"), out));
  ASSERT_EQ(out.replies.size(), 1u);
  EXPECT_NE(out.replies[0].payload.find(R"("code":100004,"title":"invalid_media")"),
            std::string::npos);
}

TEST(TelnyxCarrierEnd, ReportsAudioBelow20Ms) {
  Rng rng(1);
  const auto carrier = make_stream_carrier(kTelnyxStyle, {}, rng);
  std::optional<Errc> anomaly;
  read_as<Audio>(*carrier, text(R"({"event":"media","media":{"payload":"/w=="}})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::bad_frame_size);
}

TEST(TelnyxHangUp, IsAPostWithTheKey) {
  const Account account{{"api_key", "KEY1"}};
  const auto request = kTelnyxHangUpApi.request(account, "https://api.telnyx.com", "v3:a/b");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.telnyx.com/v2/calls/v3%3Aa%2Fb/actions/hangup");
  EXPECT_EQ(request.headers.back().value, "Bearer KEY1");
  EXPECT_TRUE(kTelnyxHangUpApi.was_over({422, R"({"errors":[{"code":"90018"}]})"}));
  EXPECT_FALSE(kTelnyxHangUpApi.was_over({422, R"({"errors":[{"code":"90015"}]})"}));
}

}  // namespace
}  // namespace hookswitch::carrier
