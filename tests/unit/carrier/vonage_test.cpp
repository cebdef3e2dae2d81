#include "hookswitch/carrier/vonage/vonage.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/carrier/content_type.hpp"

namespace hookswitch::carrier {
namespace {

const CarrierDialect& kVonage = *dialect_from_name("vonage");

std::string connected(std::string_view content_type, std::string_view more = "") {
  return R"({"event":"websocket:connected","content-type":")" + std::string(content_type) + "\"" +
         std::string(more) + "}";
}

class VonageHostEnd : public testing::Test {
 protected:
  void start(int rate) {
    read_as<Started>(*host_, text(connected("audio/l16;rate=" + std::to_string(rate))));
  }
  std::unique_ptr<HostEnd> host_ = kVonage.make_host();
};

TEST_F(VonageHostEnd, ReadsTheMessagesOfTheReference) {
  const Started started = read_as<Started>(
      *host_, text(R"({"event":"websocket:connected","content-type":"audio/l16;rate=16000",)"
                   R"("session_id":"s-1","customer":{"id":7}})"));
  EXPECT_EQ(started.call_id, "");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::l16_little, 16'000}));
  EXPECT_EQ(started.parameters, (Parameters{{"customer", R"({"id":7})"}, {"session_id", "s-1"}}));
  const Digit digit =
      read_as<Digit>(*host_, text(R"({"event":"websocket:dtmf","digit":"5","duration":260})"));
  EXPECT_EQ(digit.digit, '5');
  EXPECT_EQ(digit.duration_ms, 260);
  read_as<Cleared>(*host_, text(R"({"event":"websocket:cleared"})"));
  EXPECT_EQ(
      read_as<MarkPlayed>(*host_, text(R"({"event":"websocket:notify","payload":{"id":"u-7"}})"))
          .name,
      "u-7");
}

TEST_F(VonageHostEnd, ReadsAPauseThatIsAnnounced) {
  const auto update = [](std::string_view active) {
    return R"({"event":"websocket:media:update","method":"update","active":)" +
           std::string(active) + "}";
  };
  start(16'000);
  read_as<Paused>(*host_, text(update("false")));
  read_as<Resumed>(*host_, text(update("true")));
  read_as<Paused>(*host_, text(update("0")));
  read_as<Resumed>(*host_, text(update("1")));
  read_as<Paused>(*host_, text(R"({"method":"update","active":false})"));
  EXPECT_EQ(refused(*host_, text(update("\"false\""))), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:media:update"})")), Errc::missing_field);
  read_as<Resumed>(*host_, text(R"({"event":"websocket:media:update","active":true,)"
                                R"("content-type":"audio/l16;rate=8000"})"));
  EXPECT_EQ(host_->caller_format().rate_hz, 8'000);
}

TEST_F(VonageHostEnd, ReadsTheFormWithoutEventNames) {
  const Started started =
      read_as<Started>(*host_, text(R"({"content-type":"audio/l16;rate=8000","uuid":"c-1"})"));
  EXPECT_EQ(started.call_id, "c-1");
  EXPECT_EQ(started.format.rate_hz, 8'000);
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"dtmf":"7"})")).digit, '7');
  EXPECT_EQ(refused(*host_, text(R"({"session":"x"})")), Errc::missing_field);
}

TEST_F(VonageHostEnd, ReadsTwentyMillisecondsAtEachRate) {
  for (const int rate : {8'000, 16'000, 24'000}) {
    host_ = kVonage.make_host();
    start(rate);
    EXPECT_EQ(host_->host_format().rate_hz, rate);
    std::string bytes(static_cast<std::size_t>(rate / 50 * 2), '\0');
    bytes[0] = '\x01';
    bytes[1] = '\x80';
    const Media media = read_as<Media>(*host_, binary(bytes));
    EXPECT_EQ(media.rate_hz, rate);
    EXPECT_EQ(media.samples.size(), static_cast<std::size_t>(rate / 50));
    EXPECT_EQ(media.samples[0], -32'767);
    EXPECT_EQ(media.sequence, std::nullopt);
  }
}

TEST_F(VonageHostEnd, WritesTheMessagesOfTheReference) {
  start(16'000);
  const wire::Frame audio = host_->write_audio(Pcm{1, -2});
  EXPECT_EQ(audio.opcode, wire::Opcode::binary);
  EXPECT_EQ(audio.payload, std::string("\x01\x00\xFE\xFF", 4));
  EXPECT_EQ(host_->write_clear()->payload, R"({"action":"clear"})");
  EXPECT_EQ(std::get<wire::Frame>(host_->write_mark("u-7")).payload,
            R"({"action":"notify","payload":{"id":"u-7"}})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed), std::nullopt);
}

TEST_F(VonageHostEnd, FindsTheCallIdAmongTheHeadersInAFixedOrder) {
  const std::string message =
      connected("audio/l16;rate=8000", R"(,"conversation_uuid":"c","call_id":"d","uuid":"b")");
  EXPECT_EQ(read_as<Started>(*host_, text(message)).call_id, "b");
  host_ = kVonage.make_host();
  EXPECT_EQ(read_as<Started>(
                *host_, text(connected("audio/l16;rate=8000", R"(,"headers":{"call_uuid":"a"})")))
                .call_id,
            "a");
}

TEST_F(VonageHostEnd, ReadsContentTypesHoweverTheyAreWritten) {
  EXPECT_EQ(l16_rate("audio/l16;rate=16000"), 16'000);
  EXPECT_EQ(l16_rate(" Audio/L16 ; Rate=\"8000\" ; channels=1"), 8'000);
  EXPECT_EQ(l16_rate("audio/l16"), 0);
  EXPECT_FALSE(l16_rate("audio/l16;rate=8000;channels=2"));
  EXPECT_FALSE(l16_rate("audio/l16;rate=8k"));
  EXPECT_FALSE(l16_rate("audio/opus;rate=16000"));
  EXPECT_FALSE(l16_rate(""));
}

TEST_F(VonageHostEnd, RefusesOtherContentTypes) {
  for (const std::string_view type : {"audio/l16;rate=11025", "audio/l16", "audio/pcmu;rate=8000",
                                      "text/html", "", "audio/l16;rate=99999999999"})
    EXPECT_EQ(refused(*host_, text(connected(type))), Errc::unsupported_format) << type;
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:connected"})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:connected","content-type":16000})")),
            Errc::wrong_type);
  start(16'000);
}

TEST_F(VonageHostEnd, UsesTheWholeSamplesOfATruncatedMessage) {
  start(8'000);
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Media>(*host_, binary(std::string(321, '\1')), &anomaly).samples.size(), 160u);
  EXPECT_EQ(anomaly, Errc::odd_byte_count);
  EXPECT_EQ(read_as<Media>(*host_, binary(std::string(100, '\1')), &anomaly).samples.size(), 50u);
  EXPECT_EQ(anomaly, Errc::bad_frame_size);
  EXPECT_EQ(refused(*host_, binary("")), Errc::empty_audio);
  EXPECT_EQ(refused(*host_, binary("x")), Errc::odd_byte_count);
}

TEST_F(VonageHostEnd, UsesAudioThatComesBeforeTheStart) {
  std::optional<Errc> anomaly;
  const Media media = read_as<Media>(*host_, binary(std::string(640, '\1')), &anomaly);
  EXPECT_EQ(media.rate_hz, 16'000);
  EXPECT_EQ(media.samples.size(), 320u);
  EXPECT_EQ(anomaly, Errc::media_before_start);
}

TEST_F(VonageHostEnd, KeepsTheFirstStart) {
  start(8'000);
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(connected("audio/l16;rate=24000")), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
  EXPECT_EQ(host_->host_format().rate_hz, 8'000);
}

TEST_F(VonageHostEnd, PlaysAudioAtTheRateThatASecondStartClaimsAndSaysSo) {
  start(8'000);
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(connected("audio/l16;rate=24000")), &anomaly);
  const std::string frame(960, '\1');
  EXPECT_EQ(read_as<Media>(*host_, binary(frame), &anomaly).rate_hz, 24'000);
  EXPECT_EQ(anomaly, Errc::other_rate);
  EXPECT_EQ(refused(*host_, text(connected("audio/l16;rate=44100"))), Errc::unsupported_format);
  EXPECT_EQ(read_as<Media>(*host_, binary(frame), &anomaly).rate_hz, 24'000);
  read_as<Ignored>(*host_, text(connected("audio/l16;rate=8000")), &anomaly);
  EXPECT_EQ(read_as<Media>(*host_, binary(std::string(320, '\1'))).rate_hz, 8'000);
}

TEST_F(VonageHostEnd, ReadsKeysInEveryFormThatIsAround) {
  for (const std::string_view form :
       {R"({"event":"websocket:dtmf","digit":"#"})", R"({"dtmf":{"digit":"#"}})", R"({"dtmf":"#"})",
        R"({"event":"websocket:dtmf","dtmf":"#","duration":"90"})"})
    EXPECT_EQ(read_as<Digit>(*host_, text(form)).digit, '#') << form;
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"dtmf":{"digit":5,"duration":"90"}})")).duration_ms,
            90);
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:dtmf","digit":"##"})")), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:dtmf"})")), Errc::missing_field);
}

TEST_F(VonageHostEnd, TakesADisconnectedEventForTheEnd) {
  EXPECT_EQ(read_as<Stopped>(*host_, text(R"({"event":"websocket:disconnected"})")).reason,
            "websocket:disconnected");
  read_as<Stopped>(*host_, text(R"({"event":"websocket:closed"})"));
}

TEST_F(VonageHostEnd, PassesOverUnknownEventsAndRefusesMessagesWithoutOne) {
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(R"({"event":"websocket:mystery"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
  EXPECT_EQ(refused(*host_, text(R"({"hello":1})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":1})")), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(R"({"event":"websocket:notify"})")), Errc::missing_field);
}

class VonageCarrierEnd : public testing::Test {
 protected:
  VonageCarrierEnd() {
    facts_.call_id = "63f61863-4a51-4f6b-86e1-46edebcf9356";
    carrier_ = kVonage.make_carrier(facts_, rng_);
  }
  void make(const VonageSwitches& vonage) { carrier_ = make_vonage_carrier(facts_, vonage, rng_); }
  Rng rng_{1};
  CallFacts facts_;
  std::unique_ptr<CarrierEnd> carrier_;
};

TEST_F(VonageCarrierEnd, WritesItsReservedKeysLast) {
  EXPECT_EQ(carrier_->write_opening()[0].payload,
            R"({"uuid":"63f61863-4a51-4f6b-86e1-46edebcf9356",)"
            R"("event":"websocket:connected","content-type":"audio/l16;rate=16000"})");
  facts_.rate_hz = 24'000;
  facts_.parameters = {{"call_id", "c-1"}, {"event", "mine"}, {"z", "\xFF"}};
  carrier_ = kVonage.make_carrier(facts_, rng_);
  EXPECT_EQ(carrier_->write_opening()[0].payload,
            R"({"call_id":"c-1","z":"\ufffd","event":"websocket:connected",)"
            R"("content-type":"audio/l16;rate=24000"})");
}

TEST_F(VonageCarrierEnd, MakesUpAnIdUnlessAHeaderIsOne) {
  const auto made_up = kVonage.make_carrier({}, rng_);
  const std::string& id = made_up->facts().call_id;
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id[8], '-');
  EXPECT_EQ(id[14], '4');
  EXPECT_EQ(id[23], '-');
  CallFacts named;
  named.parameters = {{"call_uuid", "mine"}};
  EXPECT_EQ(kVonage.make_carrier(named, rng_)->facts().call_id, "mine");
}

TEST_F(VonageCarrierEnd, WritesTheMessagesOfTheReference) {
  const wire::Frame audio = carrier_->write_media(Pcm{1, -2}, Micros{0});
  EXPECT_EQ(audio, (wire::Frame{wire::Opcode::binary, std::string("\x01\x00\xFE\xFF", 4)}));
  EXPECT_EQ(carrier_->write_digit('5', 260)->payload,
            R"({"event":"websocket:dtmf","digit":"5","duration":260})");
  EXPECT_EQ(carrier_->write_mark_played("u-7", 0)->payload,
            R"({"event":"websocket:notify","payload":{"id":"u-7"}})");
  EXPECT_EQ(carrier_->write_stop(), std::nullopt);
  EXPECT_FALSE(carrier_->end_signals().sends_stop);
  EXPECT_TRUE(carrier_->end_signals().closes_socket);
}

TEST_F(VonageCarrierEnd, ReturnsTheNotifyPayloadUnchanged) {
  for (const std::string_view payload : {R"({"id":"u-7"})", R"({"id":"u-7","more":[1,{"x":null}]})",
                                         "{}", R"({"id":"{}"})", R"({"id":7})"}) {
    const Mark mark = read_as<Mark>(
        *carrier_, text(R"({"action":"notify","payload":)" + std::string(payload) + "}"));
    EXPECT_EQ(carrier_->write_mark_played(mark.name, 0)->payload,
              R"({"event":"websocket:notify","payload":)" + std::string(payload) + "}");
  }
  EXPECT_EQ(refused(*carrier_, text(R"({"action":"notify"})")), Errc::missing_field);
  EXPECT_EQ(refused(*carrier_, text(R"({"action":"notify","payload":{"id":")" +
                                    std::string(5'000, 'x') + "\"}}")),
            Errc::field_too_long);
}

TEST_F(VonageCarrierEnd, DropsOrReturnsNotifiesOnClearAsSwitched) {
  read_as<Clear>(*carrier_, text(R"({"action":"clear"})"));
  auto frames = carrier_->write_cleared({"a"}, 0);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].payload, R"({"event":"websocket:cleared"})");
  make({.notify_on_clear = NotifyOnClear::return_first});
  frames = carrier_->write_cleared({"a"}, 0);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].payload, R"({"event":"websocket:notify","payload":{"id":"a"}})");
  EXPECT_EQ(frames[1].payload, R"({"event":"websocket:cleared"})");
}

TEST_F(VonageCarrierEnd, ReportsFrameSizesUnlessSwitchedOff) {
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Audio>(*carrier_, binary(std::string(100, 'x')), &anomaly).samples.size(), 50u);
  EXPECT_EQ(anomaly, Errc::bad_frame_size);
  make({.reports_frame_size = false});
  read_as<Audio>(*carrier_, binary(std::string(100, 'x')), &anomaly);
  EXPECT_EQ(anomaly, std::nullopt);
}

TEST_F(VonageCarrierEnd, PassesOverWhatVonageWould) {
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"action":"sing"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
  EXPECT_EQ(refused(*carrier_, text(R"({"text":"hello"})")), Errc::missing_field);
}

}  // namespace
}  // namespace hookswitch::carrier
