#include "hookswitch/carrier/asterisk/asterisk.hpp"

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

const CarrierDialect& kAsterisk = *dialect_from_name("asterisk");

std::string media_start(std::string_view format, std::string_view more = "") {
  return R"({"event":"MEDIA_START","connection_id":"e226","channel":"WebSocket/connection1",)"
         R"("channel_id":"pbx1-123.9","format":")" +
         std::string(format) + "\"" + std::string(more) + "}";
}

std::string mark_of(const MarkRequest& request) { return std::get<wire::Frame>(request).payload; }

class AsteriskHostEnd : public testing::Test {
 protected:
  void start(std::string_view format) { read_as<Started>(*host_, text(media_start(format))); }
  std::unique_ptr<HostEnd> host_ = kAsterisk.make_host();
};

TEST_F(AsteriskHostEnd, GrantsTheSubprotocolThatIsOffered) {
  const std::vector<wire::Header> offer{{"Sec-WebSocket-Protocol", "x, media"}};
  EXPECT_EQ(host_->accept({"/media/asterisk", "", offer})->subprotocol, "media");
  EXPECT_EQ(host_->accept({"/media/asterisk", ""})->subprotocol, "");
}

TEST_F(AsteriskHostEnd, ReadsTheMessagesOfTheDocumentation) {
  const Started started =
      read_as<Started>(*host_, text(media_start("ulaw", R"(,"optimal_frame_size":160,"ptime":20,)"
                                                        R"("channel_variables":{"X":"y"})")));
  EXPECT_EQ(started.call_id, "pbx1-123.9");
  EXPECT_EQ(started.stream_id, "e226");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::pcmu, 8'000}));
  EXPECT_EQ(started.parameters, (Parameters{{"X", "y"}}));
  EXPECT_EQ(
      read_as<Digit>(*host_, text(R"({"event":"DTMF_END","channel_id":"c","digit":"5"})")).digit,
      '5');
  for (const char* const event : {"MEDIA_XON", "STATUS", "QUEUE_DRAINED"})
    read_as<Ignored>(*host_, text(R"({"event":")" + std::string(event) + R"(","channel_id":"c"})"));
  read_as<Ignored>(*host_, text(R"({"event":"MEDIA_BUFFERING_COMPLETED","correlation_id":"a"})"));
}

TEST_F(AsteriskHostEnd, ReadsTheMessagesInPlainText) {
  const Started started = read_as<Started>(
      *host_, text("MEDIA_START connection_id:e226 channel:WebSocket/connection1 "
                   "channel_id:pbx1-123.9 format:slin16 optimal_frame_size:640 ptime:20"));
  EXPECT_EQ(started.call_id, "pbx1-123.9");
  EXPECT_EQ(started.stream_id, "e226");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::l16_little, 16'000}));
  EXPECT_EQ(read_as<Digit>(*host_, text("DTMF_END digit:# channel_id:pbx1-123.9")).digit, '#');
  read_as<Ignored>(*host_, text("STATUS queue_length:0 xon_level:800"));
  EXPECT_EQ(refused(*host_, text("")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text("DTMF_END channel_id:x")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(std::string(4'097, 'x'))), Errc::message_too_large);
}

TEST_F(AsteriskHostEnd, WritesWhatTheCarrierSpeaks) {
  start("ulaw");
  EXPECT_EQ(host_->write_clear()->payload, R"({"command":"FLUSH_MEDIA"})");
  EXPECT_EQ(mark_of(host_->write_mark("a")), R"({"command":"MARK_MEDIA","correlation_id":"1"})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload, R"({"command":"HANGUP"})");
  host_ = kAsterisk.make_host();
  read_as<Started>(*host_, text("MEDIA_START channel_id:c format:alaw"));
  EXPECT_EQ(host_->write_clear()->payload, "FLUSH_MEDIA");
  EXPECT_EQ(mark_of(host_->write_mark("a")), "MARK_MEDIA 1");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload, "HANGUP");
}

TEST_F(AsteriskHostEnd, FillsTheLastFrameWithSilence) {
  start("ulaw");
  EXPECT_EQ(host_->write_audio(Pcm(161)).payload.size(), 320u);
  EXPECT_EQ(host_->write_audio(Pcm(1)).payload.back(), '\xFF');
  host_ = kAsterisk.make_host();
  read_as<Started>(*host_, text(media_start("slin16", R"(,"optimal_frame_size":320)")));
  EXPECT_EQ(host_->write_audio(Pcm(320)).payload.size(), 640u);
  EXPECT_EQ(host_->write_audio(Pcm(321)).payload, std::string(960, '\0'));
}

TEST_F(AsteriskHostEnd, RefusesFormatsThatItCannotCode) {
  for (const char* const format : {"opus", "g722", "g729", "slin96", "ULAW", ""})
    EXPECT_EQ(refused(*host_, text(media_start(format))), Errc::unsupported_format) << format;
  EXPECT_EQ(refused(*host_, text(media_start("ulaw", R"(,"optimal_frame_size":240)"))),
            Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text("MEDIA_START format:ulaw optimal_frame_size:240")),
            Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text(R"({"event":"MEDIA_START"})")), Errc::missing_field);
  for (const char* const format :
       {"ulaw", "alaw", "slin", "slin12", "slin16", "slin24", "slin32", "slin44", "slin48"}) {
    host_ = kAsterisk.make_host();
    start(format);
  }
}

TEST_F(AsteriskHostEnd, KeepsAudioFromBeforeTheStartAndReadsItInItsFormat) {
  CarrierReading out;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(host_->read(binary(std::string("\x01\x80\x02\x00", 4)), out));
    EXPECT_TRUE(out.messages.empty());
    ASSERT_EQ(out.anomalies.size(), 1u);
    EXPECT_EQ(out.anomalies[0].code, Errc::media_before_start);
  }
  ASSERT_TRUE(host_->read(text(media_start("slin16")), out));
  ASSERT_EQ(out.messages.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<Started>(out.messages[0]));
  const auto& media = std::get<Media>(out.messages[1]);
  EXPECT_EQ(owned(media.samples), (Pcm{-32'767, 2, -32'767, 2, -32'767, 2}));
  EXPECT_EQ(media.rate_hz, 16'000);
}

TEST_F(AsteriskHostEnd, KeepsNoMoreThanTwoSecondsOfIt) {
  CarrierReading out;
  for (int i = 0; i < 5'000; ++i) ASSERT_TRUE(host_->read(binary(std::string(640, '\1')), out));
  ASSERT_TRUE(host_->read(text(media_start("slin16")), out));
  EXPECT_EQ(std::get<Media>(out.messages.at(1)).samples.size(), 32'000u);
}

TEST_F(AsteriskHostEnd, MapsNamesOfMarksToShortIds) {
  start("ulaw");
  const std::string name(200, 'n');
  const std::string command = mark_of(host_->write_mark(name));
  EXPECT_LE(command.size(), kMaxAsteriskCommand);
  EXPECT_EQ(
      read_as<MarkPlayed>(*host_, text(R"({"event":"MEDIA_MARK_PROCESSED","correlation_id":"1"})"))
          .name,
      name);
  host_->write_mark("b");
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text("MEDIA_MARK_PROCESSED 2")).name, "b");
  host_->write_mark("c");
  EXPECT_EQ(
      read_as<MarkPlayed>(*host_, text("MEDIA_MARK_PROCESSED channel_id:x correlation_id:3")).name,
      "c");
}

TEST_F(AsteriskHostEnd, ForgetsMarksThatNeverComeBack) {
  start("ulaw");
  for (int i = 1; i <= 1'000; ++i) host_->write_mark("m" + std::to_string(i));
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text("MEDIA_MARK_PROCESSED 1000")).name, "m1000");
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text("MEDIA_MARK_PROCESSED 999"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

TEST_F(AsteriskHostEnd, CountsWhatTheCarrierComplainsAbout) {
  start("ulaw");
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(R"({"event":"MEDIA_XOFF","channel_id":"c"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::peer_error);
  read_as<Ignored>(*host_, text("ERROR channel_id:c error_text:no such thing: x"), &anomaly);
  EXPECT_EQ(anomaly, Errc::peer_error);
  read_as<Ignored>(*host_, text(media_start("slin16")), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
}

class AsteriskCarrierEnd : public testing::Test {
 protected:
  AsteriskCarrierEnd() {
    facts_.call_id = "pbx1-123.9";
    facts_.stream_id = "e226";
    facts_.parameters = {{"X", "y"}};
    make({});
  }
  void make(const AsteriskSwitches& switches) {
    carrier_ = make_asterisk_carrier(facts_, switches, rng_);
  }
  HostReading& said(wire::FrameView frame) {
    EXPECT_TRUE(carrier_->read(frame, out_));
    return out_;
  }
  std::string played(std::string_view name) {
    const auto frame = carrier_->write_mark_played(name, 0);
    return frame ? frame->payload : "";
  }

  CallFacts facts_;
  Rng rng_{1};
  std::unique_ptr<CarrierEnd> carrier_;
  HostReading out_;
};

TEST_F(AsteriskCarrierEnd, WritesTheMessagesOfTheDocumentation) {
  EXPECT_EQ(carrier_->offer().subprotocols, std::vector<std::string>{"media"});
  EXPECT_EQ(
      carrier_->write_opening().at(0).payload,
      R"({"event":"MEDIA_START","connection_id":"e226","channel":"WebSocket/hookswitch/e226",)"
      R"("channel_id":"pbx1-123.9","format":"ulaw","optimal_frame_size":160,"ptime":20,)"
      R"("channel_variables":{"X":"y"}})");
  EXPECT_EQ(carrier_->write_digit('5', 100)->payload,
            R"({"event":"DTMF_END","channel_id":"pbx1-123.9","digit":"5"})");
  EXPECT_EQ(played("m"),
            R"({"event":"MEDIA_MARK_PROCESSED","channel_id":"pbx1-123.9","correlation_id":"m"})");
  EXPECT_EQ(carrier_->write_stop(), std::nullopt);
}

TEST_F(AsteriskCarrierEnd, WritesTheMessagesInPlainText) {
  make({.control = AsteriskControl::plain, .codec_at_8k = "alaw"});
  EXPECT_EQ(carrier_->write_opening().at(0).payload,
            "MEDIA_START connection_id:e226 channel:WebSocket/hookswitch/e226 "
            "channel_id:pbx1-123.9 format:alaw optimal_frame_size:160 ptime:20");
  EXPECT_EQ(carrier_->write_digit('5', 100)->payload, "DTMF_END digit:5 channel_id:pbx1-123.9");
  EXPECT_EQ(played("m"), "MEDIA_MARK_PROCESSED m");
  EXPECT_EQ(read_as<Mark>(*carrier_, text("MARK_MEDIA turn-7")).name, "turn-7");
  read_as<Clear>(*carrier_, text("FLUSH_MEDIA"));
  read_as<HangUp>(*carrier_, text("HANGUP"));
  EXPECT_EQ(said(text("GET_STATUS")).replies.at(0).payload,
            "STATUS queue_length:0 xon_level:800 xoff_level:900 queue_full:false "
            "bulk_media:false media_paused:false");
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"command":"HANGUP"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

TEST_F(AsteriskCarrierEnd, IgnoresACommandOfMoreThan128Bytes) {
  const auto mark = [](std::size_t id) {
    return R"({"command":"HANGUP","correlation_id":")" + std::string(id, 'x') + "\"}";
  };
  std::optional<Errc> anomaly;
  read_as<HangUp>(*carrier_, text(mark(36)), &anomaly);
  EXPECT_EQ(anomaly, std::nullopt);
  const std::string longest = mark(128 - mark(0).size());
  read_as<HangUp>(*carrier_, text(longest), &anomaly);
  EXPECT_EQ(anomaly, Errc::field_too_long);
  read_as<Ignored>(*carrier_, text(longest + " "), &anomaly);
  EXPECT_EQ(anomaly, Errc::message_too_large);
}

TEST_F(AsteriskCarrierEnd, DropsWhatDoesNotFillAFrameAndEndsTheCallForTooLargeAMessage) {
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Audio>(*carrier_, binary(std::string(250, '\1')), &anomaly).samples.size(),
            160u);
  EXPECT_EQ(anomaly, Errc::bad_frame_size);
  EXPECT_EQ(refused(*carrier_, binary("x")), Errc::bad_frame_size);
  EXPECT_EQ(refused(*carrier_, binary("")), Errc::empty_audio);
  EXPECT_EQ(read_as<Audio>(*carrier_, binary(std::string(65'440, '\1'))).samples.size(), 65'440u);
  EXPECT_EQ(read_as<Failed>(*carrier_, binary(std::string(65'600, '\1'))).what.code,
            Errc::message_too_large);
}

TEST_F(AsteriskCarrierEnd, CutsBufferedAudioItselfAndSaysWhenItWasPlayed) {
  said(text(R"({"command":"START_MEDIA_BUFFERING"})"));
  EXPECT_TRUE(said(binary(std::string(100, '\1'))).messages.empty());
  EXPECT_EQ(std::get<Audio>(said(binary(std::string(100, '\1'))).messages.at(0)).samples.size(),
            160u);
  said(text(R"({"command":"STOP_MEDIA_BUFFERING","correlation_id":"all"})"));
  ASSERT_EQ(out_.messages.size(), 2u);
  const PcmView rest = std::get<Audio>(out_.messages[0]).samples;
  ASSERT_EQ(rest.size(), 160u);
  EXPECT_NE(rest[39], 0);
  EXPECT_EQ(rest[40], 0);
  EXPECT_EQ(
      played(std::get<Mark>(out_.messages[1]).name),
      R"({"event":"MEDIA_BUFFERING_COMPLETED","channel_id":"pbx1-123.9","correlation_id":"all"})");
  EXPECT_EQ(refused(*carrier_, text(R"({"command":"MARK_MEDIA","correlation_id":"\u0002all"})")),
            Errc::wrong_type);
}

TEST_F(AsteriskCarrierEnd, AsksTheHostToWaitAndToGoOn) {
  const std::string second(8'000, '\1');
  std::vector<std::string> ends;
  for (int i = 0; i < 18; ++i) {
    said(binary(second));
    EXPECT_EQ(out_.replies.size(), i == 17 ? 1u : 0u) << i;
    ends.emplace_back(std::get<Audio>(out_.messages.at(0)).mark);
  }
  EXPECT_EQ(out_.replies.at(0).payload, R"({"event":"MEDIA_XOFF","channel_id":"pbx1-123.9"})");
  EXPECT_EQ(played(ends[0]), "");
  EXPECT_EQ(played(ends[1]), "") << "800 frames wait";
  EXPECT_EQ(played(ends[2]), R"({"event":"MEDIA_XON","channel_id":"pbx1-123.9"})");
  EXPECT_EQ(played(ends[3]), "");
  EXPECT_EQ(said(text(R"({"command":"GET_STATUS"})")).replies.at(0).payload,
            R"({"event":"STATUS","channel_id":"pbx1-123.9","queue_length":700,"xon_level":800,)"
            R"("xoff_level":900,"queue_full":false,"bulk_media":false,"media_paused":false})");
  for (int i = 0; i < 4; ++i) said(binary(second));
  EXPECT_EQ(carrier_->write_cleared({"a", "b"}, 0).size(), 1u) << "an XON, and no mark";
}

TEST_F(AsteriskCarrierEnd, SaysOnceThatTheQueueIsDrained) {
  const std::string first(std::get<Audio>(said(binary(std::string(160, '\1'))).messages[0]).mark);
  EXPECT_TRUE(said(text(R"({"command":"REPORT_QUEUE_DRAINED"})")).replies.empty());
  const std::string second(std::get<Audio>(said(binary(std::string(160, '\1'))).messages[0]).mark);
  EXPECT_EQ(played(first), "");
  EXPECT_EQ(played(second), R"({"event":"QUEUE_DRAINED","channel_id":"pbx1-123.9"})");
  EXPECT_EQ(said(text(R"({"command":"REPORT_QUEUE_DRAINED"})")).replies.size(), 1u);
}

TEST_F(AsteriskCarrierEnd, PassesOverWhatItDoesNotPlay) {
  EXPECT_TRUE(said(text(R"({"command":"ANSWER"})")).messages.empty());
  std::optional<Errc> anomaly;
  for (const char* const command : {"PAUSE_MEDIA", "SET_MEDIA_DIRECTION", "hangup"}) {
    read_as<Ignored>(*carrier_, text(R"({"command":")" + std::string(command) + "\"}"), &anomaly);
    EXPECT_EQ(anomaly, Errc::unknown_event) << command;
  }
}

}  // namespace
}  // namespace hookswitch::carrier
