#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

const CarrierDialect& kTwilio = *dialect_from_name("twilio");

constexpr std::string_view kStart =
    R"({"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1",)"
    R"("callSid":"CA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw",)"
    R"("sampleRate":8000,"channels":1},"customParameters":{"k":"v"}},"streamSid":"MZ1"})";

class TwilioHostEnd : public testing::Test {
 protected:
  void start() { read_as<Started>(*host_, text(kStart)); }
  std::unique_ptr<HostEnd> host_ = kTwilio.make_host();
};

TEST_F(TwilioHostEnd, ReadsTheMessagesOfTheReference) {
  read_as<Connected>(*host_, text(R"({"event":"connected","protocol":"Call","version":"1.0.0"})"));
  const Started started = read_as<Started>(*host_, text(kStart));
  EXPECT_EQ(started.call_id, "CA1");
  EXPECT_EQ(started.stream_id, "MZ1");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::pcmu, 8'000}));
  EXPECT_EQ(started.parameters, (Parameters{{"k", "v"}}));
  const Media media = read_as<Media>(
      *host_, text(R"({"event":"media","sequenceNumber":"2","media":{"track":"inbound",)"
                   R"("chunk":"1","timestamp":"5","payload":"/wCAfw=="},"streamSid":"MZ1"})"));
  EXPECT_EQ(owned(media.samples), (Pcm{0, -32'124, 32'124, 0}));
  EXPECT_EQ(media.rate_hz, 8'000);
  EXPECT_EQ(media.sequence, 1);
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text(R"({"event":"mark","sequenceNumber":"3",)"
                                             R"("streamSid":"MZ1","mark":{"name":"m1"}})"))
                .name,
            "m1");
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"event":"dtmf","streamSid":"MZ1","sequenceNumber":"4",)"
                                        R"("dtmf":{"track":"inbound_track","digit":"1"}})"))
                .digit,
            '1');
  read_as<Stopped>(*host_,
                   text(R"({"event":"stop","sequenceNumber":"5","stop":{"accountSid":"AC1",)"
                        R"("callSid":"CA1"},"streamSid":"MZ1"})"));
}

TEST_F(TwilioHostEnd, WritesTheMessagesOfTheReference) {
  start();
  EXPECT_EQ(host_->write_audio(Pcm{0, -32'124, 32'124}).payload,
            R"({"event":"media","streamSid":"MZ1","media":{"payload":"/wCA"}})");
  EXPECT_EQ(std::get<wire::Frame>(host_->write_mark("m1")).payload,
            R"({"event":"mark","streamSid":"MZ1","mark":{"name":"m1"}})");
  EXPECT_EQ(host_->write_clear()->payload, R"({"event":"clear","streamSid":"MZ1"})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed), std::nullopt);
}

TEST_F(TwilioHostEnd, AcceptsNumbersAsNumbersAndAMinimalStart) {
  read_as<Started>(*host_, text(R"({"event":"start","sequenceNumber":1,"start":{"streamSid":"MZ1",)"
                                R"("mediaFormat":{"sampleRate":"8000"}}})"));
  EXPECT_EQ(read_as<Media>(*host_, text(R"({"event":"media","sequenceNumber":2,"media":{"chunk":7,)"
                                        R"("payload":"/w"}})"))
                .sequence,
            7);
}

TEST_F(TwilioHostEnd, KeepsTheFirstStart) {
  start();
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(R"({"event":"start","start":{"streamSid":"MZ2"}})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
  EXPECT_EQ(host_->write_clear()->payload, R"({"event":"clear","streamSid":"MZ1"})");
}

TEST_F(TwilioHostEnd, UsesAudioThatComesBeforeTheStart) {
  std::optional<Errc> anomaly;
  const Media media = read_as<Media>(
      *host_, text(R"({"event":"media","streamSid":"MZ1","media":{"payload":"//8="}})"), &anomaly);
  EXPECT_EQ(media.samples.size(), 2u);
  EXPECT_EQ(anomaly, Errc::media_before_start);
  EXPECT_EQ(host_->write_clear()->payload, R"({"event":"clear","streamSid":"MZ1"})");
  start();
}

TEST_F(TwilioHostEnd, CallsAGapInTheSequenceOddAndUsesTheMessage) {
  start();
  std::optional<Errc> anomaly;
  const std::string gap = R"({"event":"media","sequenceNumber":"4","media":{"payload":"//8="}})";
  EXPECT_EQ(read_as<Media>(*host_, text(gap), &anomaly).samples.size(), 2u);
  EXPECT_EQ(anomaly, Errc::out_of_sequence);
  read_as<Media>(*host_, text(gap), &anomaly);
  EXPECT_EQ(anomaly, Errc::out_of_sequence);
  read_as<Media>(*host_,
                 text(R"({"event":"media","sequenceNumber":"5","media":{"payload":"//8="}})"),
                 &anomaly);
  EXPECT_EQ(anomaly, std::nullopt);
}

TEST_F(TwilioHostEnd, PassesOverTheAgentsOwnVoice) {
  start();
  read_as<Ignored>(*host_,
                   text(R"({"event":"media","media":{"track":"outbound","payload":"//8="}})"));
}

TEST_F(TwilioHostEnd, PassesOverUnknownEvents) {
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Ignored>(*host_, text(R"({"event":"weather"})"), &anomaly).event, "weather");
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

TEST_F(TwilioHostEnd, RefusesWhatItCannotUseAndGoesOn) {
  start();
  const std::pair<std::string_view, Error> cases[] = {
      {R"({"sequenceNumber":"2"})", {Errc::missing_field, 0, "event"}},
      {R"({"event":7})", {Errc::wrong_type, 0, "event"}},
      {R"({"event":"media","streamSid":"MZ2","media":{"payload":"//8="}})",
       {Errc::wrong_stream, 0, "streamSid"}},
      {R"({"event":"media","streamSid":[]})", {Errc::wrong_type, 0, "streamSid"}},
      {R"({"event":"media"})", {Errc::missing_field, 0, "media"}},
      {R"({"event":"media","media":"x"})", {Errc::wrong_type, 0, "media"}},
      {R"({"event":"media","media":{}})", {Errc::missing_field, 0, "payload"}},
      {R"({"event":"media","media":{"payload":5}})", {Errc::wrong_type, 0, "payload"}},
      {R"({"event":"media","media":{"payload":""}})", {Errc::empty_audio, 0, "payload"}},
      {R"({"event":"media","media":{"payload":"//8=*"}})", {Errc::bad_base64, 3, "payload"}},
      {R"({"event":"media","media":{"payload":"/////"}})", {Errc::bad_base64, 5, "payload"}},
      {R"({"event":"mark","mark":{}})", {Errc::missing_field, 0, "name"}},
      {R"({"event":"dtmf","dtmf":{"digit":"12"}})", {Errc::wrong_type, 0, "digit"}},
      {R"({"event":"dtmf","dtmf":{"digit":"x"}})", {Errc::wrong_type, 0, "digit"}},
  };
  for (const auto& [message, error] : cases) {
    const auto refused = refusal(*host_, text(message));
    ASSERT_TRUE(refused) << message;
    EXPECT_EQ(to_string(refused->code), to_string(error.code)) << message;
    EXPECT_EQ(refused->field, error.field) << message;
  }
  EXPECT_EQ(refused(*host_, binary(kStart)), Errc::wrong_opcode);
  read_as<Stopped>(*host_, text(R"({"event":"stop"})"));
}

TEST_F(TwilioHostEnd, RefusesOtherFormats) {
  for (const std::string_view format : {R"({"encoding":"audio/x-l16"})", R"({"sampleRate":16000})",
                                        R"({"channels":2})", R"({"encoding":7})"})
    EXPECT_EQ(refused(*host_, text(R"({"event":"start","start":{"streamSid":"MZ1","mediaFormat":)" +
                                   std::string(format) + "}}")),
              Errc::unsupported_format)
        << format;
  start();
}

TEST_F(TwilioHostEnd, NamesTheFieldOfAFormatThatItRefuses) {
  for (const auto& [format, field] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"audioFormat":"audio/x-l16"})", "audioFormat"},
           {R"({"encoding":"audio/x-mulaw","audioFormat":7})", "audioFormat"},
           {R"({"encoding":"audio/x-mulaw","sampleRate":16000})", "sampleRate"},
           {R"({"sampleRate":"high"})", "sampleRate"},
           {R"({"encoding":"audio/x-l16"})", "encoding"},
           {R"({"channels":2})", "channels"},
           {"[]", "mediaFormat"}}) {
    const auto error =
        refusal(*host_, text(R"({"event":"start","start":{"streamSid":"MZ1","mediaFormat":)" +
                             std::string(format) + "}}"));
    ASSERT_TRUE(error) << format;
    EXPECT_EQ(error->code, Errc::unsupported_format) << format;
    EXPECT_EQ(error->field, field) << format;
  }
  read_as<Started>(*host_, text(R"({"event":"start","start":{"streamSid":"MZ1","mediaFormat":)"
                                R"({"audioFormat":"audio/x-mulaw","sampleRate":8000}}})"));
}

TEST_F(TwilioHostEnd, KeepsWhatCarriersOfTheSameMessagesSayBesides) {
  const Started started = read_as<Started>(
      *host_, text(R"({"event":"start","start":{"streamSid":"MZ1","from":"+15550100001",)"
                   R"("to":"+15550100002","direction":"outbound",)"
                   R"("customParameters":{"FirstName":"Sam"}}})"));
  EXPECT_EQ(started.from, "+15550100001");
  EXPECT_EQ(started.to, "+15550100002");
  EXPECT_EQ(started.parameters, (Parameters{{"FirstName", "Sam"}, {"direction", "outbound"}}));
  EXPECT_EQ(read_as<Stopped>(*host_, text(R"({"event":"stop","streamSid":"MZ1","stop":)"
                                          R"({"callSid":"CA1","reason":"callee hung up"}})"))
                .reason,
            "callee hung up");
}

TEST_F(TwilioHostEnd, StartsASecondStreamWithoutAStartAfterASecondOfAudio) {
  const std::string payload(1'068, '/');  // 801 bytes of mu-law
  const std::string media =
      R"({"event":"media","streamSid":"MZ1","media":{"payload":")" + payload + R"("}})";
  std::optional<Errc> anomaly;
  for (int i = 0; i < 9; ++i) read_as<Media>(*host_, text(media), &anomaly);
  CarrierReading heard;
  ASSERT_TRUE(host_->read(text(media), heard));
  ASSERT_EQ(heard.messages.size(), 2u);
  EXPECT_EQ(std::get<Started>(heard.messages[0]).stream_id, "MZ1");
  EXPECT_EQ(refused(*host_, text(R"({"event":"media","streamSid":"MZ2","media":{}})")),
            Errc::wrong_stream);
  // The start that was late still names the call.
  EXPECT_EQ(read_as<Started>(*host_, text(kStart)).call_id, "CA1");
  read_as<Ignored>(*host_, text(kStart), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
}

TEST_F(TwilioHostEnd, BoundsIdentifiersAndParameters) {
  const std::string long_id(257, 'x');
  EXPECT_EQ(
      refused(*host_, text(R"({"event":"start","streamSid":")" + long_id + R"(","start":{}})")),
      Errc::field_too_long);
  std::string many = R"({"event":"start","start":{"streamSid":"MZ1","customParameters":{"a":")";
  many += std::string(5'000, 'v') + "\"";
  for (int i = 0; i < 100; ++i) many += ",\"p" + std::to_string(i) + "\":\"v\"";
  many += "}}}";
  std::optional<Errc> anomaly;
  const Started started = read_as<Started>(*host_, text(many), &anomaly);
  EXPECT_EQ(anomaly, Errc::field_too_long);
  EXPECT_EQ(started.parameters.size(), 64u);
  EXPECT_EQ(started.parameters.at("a").size(), 4'096u);
}

class TwilioCarrierEnd : public testing::Test {
 protected:
  TwilioCarrierEnd() {
    CallFacts facts;
    facts.call_id = "CA1";
    facts.stream_id = "MZ1";
    facts.parameters = {{"k", "v"}, {"l", "w"}};
    carrier_ = kTwilio.make_carrier(facts, rng_);
  }
  Rng rng_{1};
  std::unique_ptr<CarrierEnd> carrier_;
};

TEST_F(TwilioCarrierEnd, WritesTheMessagesOfTheReference) {
  const auto opening = carrier_->write_opening();
  ASSERT_EQ(opening.size(), 2u);
  EXPECT_EQ(opening[0].payload, R"({"event":"connected","protocol":"Call","version":"1.0.0"})");
  const std::string& start = opening[1].payload;
  const std::string account = start.substr(start.find("\"AC") + 1, 34);
  EXPECT_EQ(start, R"({"event":"start","sequenceNumber":"1","start":{"accountSid":")" + account +
                       R"(","streamSid":"MZ1","callSid":"CA1","tracks":["inbound"],"mediaFormat":)"
                       R"({"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},)"
                       R"("customParameters":{"k":"v","l":"w"}},"streamSid":"MZ1"})");
  EXPECT_EQ(carrier_->write_media(Pcm{0, -32'124}, Micros{5'999}).payload,
            R"({"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1",)"
            R"("timestamp":"5","payload":"/wA="},"streamSid":"MZ1"})");
  EXPECT_EQ(carrier_->write_mark_played("m1", 0)->payload,
            R"({"event":"mark","sequenceNumber":"3","streamSid":"MZ1","mark":{"name":"m1"}})");
  EXPECT_EQ(carrier_->write_digit('#', 100)->payload,
            R"({"event":"dtmf","streamSid":"MZ1","sequenceNumber":"4",)"
            R"("dtmf":{"track":"inbound_track","digit":"#"}})");
  EXPECT_EQ(carrier_->write_stop()->payload,
            R"({"event":"stop","sequenceNumber":"5","stop":{"accountSid":")" + account +
                R"(","callSid":"CA1"},"streamSid":"MZ1"})");
}

TEST_F(TwilioCarrierEnd, ReturnsEveryPendingMarkOnClear) {
  const auto marks = carrier_->write_cleared({"a", "b"}, 0);
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[1].payload,
            R"({"event":"mark","sequenceNumber":"2","streamSid":"MZ1","mark":{"name":"b"}})");
}

TEST_F(TwilioCarrierEnd, ReadsTheMessagesOfTheReference) {
  EXPECT_EQ(owned(read_as<Audio>(*carrier_, text(R"({"event":"media","streamSid":"MZ1","media":)"
                                                 R"({"payload":"/wCA"}})"))
                      .samples),
            (Pcm{0, -32'124, 32'124}));
  EXPECT_EQ(
      read_as<Mark>(*carrier_, text(R"({"event":"mark","streamSid":"MZ1","mark":{"name":"m1"}})"))
          .name,
      "m1");
  read_as<Clear>(*carrier_, text(R"({"event":"clear","streamSid":"MZ1"})"));
}

TEST_F(TwilioCarrierEnd, RefusesOtherStreamsAndBinary) {
  EXPECT_EQ(refused(*carrier_, text(R"({"event":"clear","streamSid":"MZ2"})")), Errc::wrong_stream);
  EXPECT_EQ(refused(*carrier_, text(R"({"event":"clear"})")), Errc::missing_field);
  EXPECT_EQ(refused(*carrier_, binary(R"({"event":"clear","streamSid":"MZ1"})")),
            Errc::wrong_opcode);
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"event":"dance","streamSid":"MZ1"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

TEST_F(TwilioCarrierEnd, MakesUpIdsInTwiliosForm) {
  carrier_ = kTwilio.make_carrier({}, rng_);
  const CallFacts& facts = carrier_->facts();
  EXPECT_EQ(facts.call_id.substr(0, 2) + facts.stream_id.substr(0, 2), "CAMZ");
  EXPECT_EQ(facts.call_id.size(), 34u);
  EXPECT_EQ(facts.call_id.find_first_not_of("0123456789abcdef", 2), std::string::npos);
  EXPECT_NE(kTwilio.make_carrier({}, rng_)->facts().call_id, facts.call_id);
}

}  // namespace
}  // namespace hookswitch::carrier
