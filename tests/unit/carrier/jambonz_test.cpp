#include "hookswitch/carrier/jambonz/jambonz.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kCallInfo =
    R"({"callSid":"bf8dd9d8-5f0c-4d3a-a3d4-7c8a53ba4f0b","accountSid":"a1","applicationSid":"p1",)"
    R"("callId":"sip-1","from":"15083084809","to":"5083728299","direction":"inbound",)"
    R"("callStatus":"in-progress","sipStatus":200,"sampleRate":16000,"mixType":"mono",)"
    R"("event":"campaign","tenant":{"id":7}})";

std::string call_info(std::string_view more) {
  return R"({"callSid":"c1")" + std::string(more) + "}";
}

class JambonzHostEnd : public testing::Test {
 protected:
  std::unique_ptr<HostEnd> host_ = make_fork_host(kJambonzStyle);
};

TEST_F(JambonzHostEnd, GrantsWhicheverSubprotocolIsOffered) {
  const auto granted = [&](std::string offer) {
    const std::vector<wire::Header> headers{{"Sec-WebSocket-Protocol", std::move(offer)}};
    return host_->accept({"/media/jambonz", "", headers})->subprotocol;
  };
  for (const char* const one :
       {"audio.jambonz.org", "audio.drachtio.org", "audiostream.drachtio.org"})
    EXPECT_EQ(granted(one), one);
  EXPECT_EQ(granted("audio.drachtio.org, audio.jambonz.org"), "audio.jambonz.org");
  EXPECT_EQ(granted("chat"), "");
}

TEST_F(JambonzHostEnd, ReadsTheCallInfoWithMetadataOfAnyName) {
  const Started started = read_as<Started>(*host_, text(kCallInfo));
  EXPECT_EQ(started.call_id, "bf8dd9d8-5f0c-4d3a-a3d4-7c8a53ba4f0b");
  EXPECT_EQ(started.from, "15083084809");
  EXPECT_EQ(started.to, "5083728299");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::l16_little, 16'000}));
  EXPECT_EQ(started.parameters, (Parameters{{"event", "campaign"}, {"tenant", R"({"id":7})"}}));
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(kCallInfo), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
}

TEST_F(JambonzHostEnd, ReadsTheSampleRateAsNumberOrText) {
  EXPECT_EQ(read_as<Started>(*host_, text(call_info(""))).format.rate_hz, 8'000);
  host_ = make_fork_host(kJambonzStyle);
  EXPECT_EQ(read_as<Started>(*host_, text(call_info(R"(,"sampleRate":"24000")"))).format.rate_hz,
            24'000);
  host_ = make_fork_host(kJambonzStyle);
  for (const char* const more :
       {R"(,"sampleRate":64000)", R"(,"sampleRate":11025)", R"(,"mixType":"stereo")"})
    EXPECT_EQ(refused(*host_, text(call_info(more))), Errc::unsupported_format) << more;
  EXPECT_EQ(refused(*host_, text(call_info(R"(,"sampleRate":true)"))), Errc::wrong_type);
  read_as<Started>(*host_, text(call_info(R"(,"mixType":"mixed")")));
}

TEST_F(JambonzHostEnd, ReadsKeysWhoseDurationCountsSamples) {
  const Digit digit =
      read_as<Digit>(*host_, text(R"({"event":"dtmf","dtmf":"1","duration":"1600"})"));
  EXPECT_EQ(digit.digit, '1');
  EXPECT_EQ(digit.duration_ms, 200);
  EXPECT_EQ(
      read_as<Digit>(*host_, text(R"({"event":"dtmf","dtmf":"#","duration":800})")).duration_ms,
      100);
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"event":"dtmf","dtmf":2})")).duration_ms, std::nullopt);
  EXPECT_EQ(refused(*host_, text(R"({"event":"dtmf","dtmf":"x"})")), Errc::wrong_type);
}

TEST_F(JambonzHostEnd, TellsAMarkThatPlayedOutFromOneThatWasCleared) {
  EXPECT_EQ(
      read_as<MarkPlayed>(*host_, text(R"({"type":"mark","data":{"name":"m1","event":"playout"}})"))
          .name,
      "m1");
  EXPECT_EQ(
      read_as<Ignored>(*host_, text(R"({"type":"mark","data":{"name":"m1","event":"cleared"}})"))
          .event,
      "mark cleared");
  EXPECT_EQ(refused(*host_, text(R"({"type":"mark","data":{}})")), Errc::missing_field);
}

TEST_F(JambonzHostEnd, WritesTheMessagesOfTheSdk) {
  const wire::Frame audio = host_->write_audio(Pcm{1, -2});
  EXPECT_EQ(audio.opcode, wire::Opcode::binary);
  EXPECT_EQ(audio.payload, std::string("\x01\x00\xFE\xFF", 4));
  EXPECT_EQ(host_->write_clear()->payload, R"({"type":"killAudio"})");
  EXPECT_EQ(std::get<wire::Frame>(host_->write_mark("m1")).payload,
            R"({"type":"mark","data":{"name":"m1"}})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload, R"({"type":"disconnect"})");
}

TEST_F(JambonzHostEnd, UsesAudioFromBeforeTheStartAndCountsIt) {
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Media>(*host_, binary(std::string(320, '\1')), &anomaly).rate_hz, 8'000);
  EXPECT_EQ(anomaly, Errc::media_before_start);
}

TEST_F(JambonzHostEnd, ClassicWritesClipsAndReadsWhichWerePlayed) {
  host_ = make_fork_host(kJambonzClassicStyle);
  read_as<Started>(*host_, text(call_info(R"(,"sampleRate":16000)")));
  EXPECT_EQ(host_->write_audio(Pcm{1, -2}).payload,
            R"({"type":"playAudio","data":{"audioContentType":"raw","sampleRate":16000,"id":"1",)"
            R"("queuePlay":true,"audioContent":"AQD+/w=="}})");
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("turn")));
  host_->write_audio(Pcm{1});
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("end")));
  EXPECT_EQ(
      read_as<MarkPlayed>(*host_, text(R"({"type":"playDone","data":{"id":"1","result":0}})")).name,
      "turn");
  EXPECT_EQ(read_as<Ignored>(*host_, text(R"({"type":"playDone","data":{"id":"1"}})")).event,
            "played");
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text(R"({"type":"playDone","data":{"id":2}})")).name,
            "end");
}

class JambonzCarrierEnd : public testing::Test {
 protected:
  JambonzCarrierEnd() {
    facts_.call_id = "c1";
    facts_.rate_hz = 16'000;
    facts_.parameters = {{"tenant", "t-7"}, {"callSid", "not theirs"}};
    make(kJambonzStyle);
  }
  void make(const ForkStyle& style) { carrier_ = make_fork_carrier(style, facts_, rng_); }
  HostReading& said(std::string_view message) {
    EXPECT_TRUE(carrier_->read(text(message), out_)) << message;
    return out_;
  }
  /// A classic clip; `more` are further fields of its data.
  HostReading& clip(std::string_view more) {
    return said(R"({"type":"playAudio","data":{"audioContentType":"raw","sampleRate":"8000",)"
                R"("audioContent":"AQD+/w==")" +
                std::string(more) + "}}");
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

TEST_F(JambonzCarrierEnd, OffersEverySubprotocolAndTellsTheCall) {
  EXPECT_EQ(carrier_->offer().subprotocol_list(),
            "audio.jambonz.org, audio.drachtio.org, audiostream.drachtio.org");
  const auto opening = wire::read_object(carrier_->write_opening().at(0).payload);
  ASSERT_TRUE(opening);
  EXPECT_EQ((*opening)["callSid"], "c1");
  EXPECT_EQ((*opening)["from"], "+15550100001");
  EXPECT_EQ((*opening)["sampleRate"], 16'000);
  EXPECT_EQ((*opening)["tenant"], "t-7");
  EXPECT_EQ(carrier_->write_digit('5', 200)->payload,
            R"({"event":"dtmf","dtmf":"5","duration":"1600"})");
  EXPECT_EQ(carrier_->write_stop(), std::nullopt);
}

TEST_F(JambonzCarrierEnd, ReturnsMarksOnceHoweverTheyEnd) {
  for (const char* const name : {"a", "b", "c"})
    said(R"({"type":"mark","data":{"name":")" + std::string(name) + "\"}}");
  EXPECT_EQ(played("a"), R"({"type":"mark","data":{"name":"a","event":"playout"}})");
  ASSERT_EQ(said(R"({"type":"clearMarks"})").replies.size(), 2u);
  EXPECT_EQ(out_.replies[0].payload, R"({"type":"mark","data":{"name":"b","event":"cleared"}})");
  EXPECT_EQ(played("b"), "") << "it has come back";
  said(R"({"type":"mark","data":{"name":"d"}})");
  const auto frames = carrier_->write_cleared({"c", "d"}, 0);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].payload, R"({"type":"mark","data":{"name":"d","event":"cleared"}})");
}

TEST_F(JambonzCarrierEnd, MarksOfKilledAudioMayComeAsPlayed) {
  ForkStyle style = kJambonzStyle;
  style.cleared_marks = false;
  make(style);
  said(R"({"type":"mark","data":{"name":"d"}})");
  EXPECT_EQ(carrier_->write_cleared({"d"}, 0).at(0).payload,
            R"({"type":"mark","data":{"name":"d","event":"playout"}})");
}

TEST_F(JambonzCarrierEnd, HoldsAThousandMarksAtMost) {
  for (int i = 0; i < 1'000; ++i) said(R"({"type":"mark","data":{"name":"m"}})");
  EXPECT_EQ(refused(*carrier_, text(R"({"type":"mark","data":{"name":"m"}})")),
            Errc::too_many_marks);
}

TEST_F(JambonzCarrierEnd, StreamingHangsUpAndIgnoresClips) {
  read_as<HangUp>(*carrier_, text(R"({"type":"disconnect"})"));
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"type":"playAudio","data":{}})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

TEST_F(JambonzCarrierEnd, ClassicPlaysClipsAndReportsThem) {
  make(kJambonzClassicStyle);
  EXPECT_EQ(refused(*carrier_, binary("\1\2")), Errc::wrong_opcode);
  clip(R"(,"id":"a1","queuePlay":true)");
  const auto& audio = std::get<Audio>(out_.messages.at(0));
  EXPECT_EQ(owned(audio.samples), (Pcm{1, -2}));
  EXPECT_EQ(audio.rate_hz, 8'000);
  EXPECT_EQ(audio.mark, "a1");
  EXPECT_EQ(played("a1"), R"({"type":"playDone","data":{"id":"a1"}})");
  const std::string nameless(std::get<Audio>(clip("").messages.at(0)).mark);
  EXPECT_EQ(played(nameless), "");
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"type":"mark","data":{"name":"m"}})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event) << "marks never fire without streaming";
}

TEST_F(JambonzCarrierEnd, ClassicDropsClipsBeyondTenThatWait) {
  make(kJambonzClassicStyle);
  for (int i = 0; i < 11; ++i)
    EXPECT_TRUE(std::holds_alternative<Audio>(clip(R"(,"queuePlay":true)").messages.at(0)));
  EXPECT_TRUE(std::holds_alternative<Ignored>(clip(R"(,"queuePlay":true)").messages.at(0)));
  EXPECT_EQ(out_.anomalies.at(0).code, Errc::audio_not_played);
  played("a clip");
  EXPECT_TRUE(std::holds_alternative<Audio>(clip(R"(,"queuePlay":true)").messages.at(0)));
  clip("");  // takes the place of all of them
  ASSERT_EQ(out_.messages.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<Clear>(out_.messages[0]));
  carrier_->write_cleared({}, 0);
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(std::holds_alternative<Audio>(clip(R"(,"queuePlay":true)").messages.at(0)));
  EXPECT_TRUE(std::holds_alternative<Ignored>(clip(R"(,"queuePlay":true)").messages.at(0)));
}

TEST_F(JambonzCarrierEnd, ClassicRefusesFilesAndOtherRates) {
  make(kJambonzClassicStyle);
  const auto refused_clip = [&](std::string_view data) {
    return refused(*carrier_, text(R"({"type":"playAudio","data":{)" + std::string(data) + "}}"));
  };
  EXPECT_EQ(refused_clip(R"("audioContentType":"wav","sampleRate":8000,"audioContent":"AQD+/w==")"),
            Errc::unsupported_format);
  EXPECT_EQ(refused_clip(R"("audioContentType":"raw","sampleRate":96000,"audioContent":"AQD+/w")"),
            Errc::unsupported_format);
  EXPECT_EQ(refused_clip(R"("audioContentType":"raw","sampleRate":8000,"audioContent":"?")"),
            Errc::bad_base64);
  EXPECT_EQ(refused_clip(R"("audioContentType":"raw","sampleRate":8000)"), Errc::missing_field);
}

}  // namespace
}  // namespace hookswitch::carrier
