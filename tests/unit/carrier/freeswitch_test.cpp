#include "hookswitch/carrier/freeswitch/freeswitch.hpp"

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

class FreeSwitchHostEnd : public testing::Test {
 protected:
  void make(const ForkStyle& style) { host_ = make_fork_host(style); }
  Started start(std::string_view metadata) { return read_as<Started>(*host_, text(metadata)); }
  std::unique_ptr<HostEnd> host_ = make_fork_host(kFreeSwitchStyle);
};

TEST_F(FreeSwitchHostEnd, ReadsTheMetadataThatIsRecommended) {
  const Started started = start(R"({"uuid":"u-1","sampleRate":16000,"session":"s-1"})");
  EXPECT_EQ(started.call_id, "u-1");
  EXPECT_EQ(started.format, (codec::MediaFormat{codec::Encoding::l16_little, 16'000}));
  EXPECT_EQ(started.parameters.at("session"), "s-1");
  EXPECT_EQ(host_->caller_format(), started.format);
}

TEST_F(FreeSwitchHostEnd, TakesAnyOtherText) {
  const Started words = start("campaign 7, {not JSON");
  EXPECT_EQ(words.call_id, "");
  EXPECT_EQ(words.format.rate_hz, 8'000);
  EXPECT_EQ(words.parameters, (Parameters{{"metadata", "campaign 7, {not JSON"}}));
  read_as<Ignored>(*host_, text("more words"));
  read_as<Ignored>(*host_, text(R"({"words":1})"));
  make(kFreeSwitchStyle);
  EXPECT_EQ(start(R"({"event":"campaign","type":7,"call_id":"c"})").call_id, "c");
  make(kFreeSwitchStyle);
  EXPECT_EQ(start(R"({"rate":"8000","uuid":7})").format.rate_hz, 8'000);
}

TEST_F(FreeSwitchHostEnd, BeginsWithTheAudioWhenThereIsNoMetadata) {
  CarrierReading out;
  ASSERT_TRUE(host_->read(binary("\1\2\3\4"), out));
  ASSERT_EQ(out.messages.size(), 2u);
  EXPECT_EQ(std::get<Started>(out.messages[0]).format.rate_hz, 8'000);
  EXPECT_EQ(std::get<Media>(out.messages[1]).samples.size(), 2u);
  EXPECT_TRUE(out.anomalies.empty());
  read_as<Media>(*host_, binary("\1\2\3\4"));
  read_as<Ignored>(*host_, text("late"));
}

TEST_F(FreeSwitchHostEnd, ReadsTheRateFromTheUrlWhereTheMetadataNamesNone) {
  ASSERT_TRUE(host_->accept({"/media/freeswitch", "rate=16000"}));
  EXPECT_EQ(start("free text").format.rate_hz, 16'000);
  make(kFreeSwitchStyle);
  ASSERT_TRUE(host_->accept({"/media/freeswitch", "rate=16000"}));
  EXPECT_EQ(start(R"({"sampleRate":8000})").format.rate_hz, 8'000);
  const auto refused_upgrade = host_->accept({"/media/freeswitch", "rate=24000"});
  ASSERT_FALSE(refused_upgrade);
  EXPECT_EQ(refused_upgrade.error().code, Errc::bad_upgrade);
}

TEST_F(FreeSwitchHostEnd, RefusesStereoAndOtherRates) {
  for (const char* const metadata :
       {R"({"mixType":"stereo"})", R"({"mix-type":"stereo"})", R"({"channels":2})",
        R"({"sampleRate":24000})", R"({"sample_rate":"44100"})"})
    EXPECT_EQ(refused(*host_, text(metadata)), Errc::unsupported_format) << metadata;
  start(R"({"mixType":"mixed","channels":1})");
}

TEST_F(FreeSwitchHostEnd, WritesTheMessagesOfTheReadme) {
  start(R"({"sampleRate":16000})");
  EXPECT_EQ(host_->write_audio(Pcm{1, -2}).payload,
            R"({"type":"streamAudio","data":{"audioDataType":"raw","sampleRate":16000,)"
            R"("audioData":"AQD+/w=="}})");
  EXPECT_EQ(host_->write_clear()->payload, R"({"type":"killAudio"})");
  EXPECT_TRUE(std::holds_alternative<MarkUnsupported>(host_->write_mark("m")));
  EXPECT_EQ(host_->write_hang_up(Outcome::completed), std::nullopt);
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(R"({"type":"playoutDone"})"), &anomaly);
  EXPECT_EQ(anomaly, std::nullopt);
}

TEST_F(FreeSwitchHostEnd, MarksEndWithThePlayoutWhereTheBuildReportsIt) {
  make(kFreeSwitchPlayoutStyle);
  start("");
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("a")));
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("b")));
  CarrierReading out;
  ASSERT_TRUE(host_->read(text(R"({"type":"playoutDone"})"), out));
  ASSERT_EQ(out.messages.size(), 2u);
  EXPECT_EQ(std::get<MarkPlayed>(out.messages[1]).name, "b");
}

TEST_F(FreeSwitchHostEnd, ForkWritesPlayAudioAndDisconnect) {
  make(kFreeSwitchForkStyle);
  const std::vector<wire::Header> offer{{"Sec-WebSocket-Protocol", "audiostream.drachtio.org"}};
  EXPECT_EQ(host_->accept({"/media/freeswitch:fork", "", offer})->subprotocol,
            "audiostream.drachtio.org");
  start("");
  EXPECT_EQ(host_->write_audio(Pcm{1, -2}).payload,
            R"({"type":"playAudio","data":{"audioContentType":"raw","sampleRate":8000,"id":"1",)"
            R"("queuePlay":true,"audioContent":"AQD+/w=="}})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload, R"({"type":"disconnect"})");
}

class FreeSwitchCarrierEnd : public testing::Test {
 protected:
  FreeSwitchCarrierEnd() {
    facts_.call_id = "u-1";
    facts_.parameters = {{"session", "s-1"}, {"channels", "2"}};
    make(kFreeSwitchStyle);
  }
  void make(const ForkStyle& style) { carrier_ = make_fork_carrier(style, facts_, rng_); }
  static std::string clip(std::string_view rate) {
    return R"({"type":"streamAudio","data":{"audioDataType":"raw","sampleRate":)" +
           std::string(rate) + R"(,"audioData":"AQD+/w=="}})";
  }
  CallFacts facts_;
  Rng rng_{1};
  std::unique_ptr<CarrierEnd> carrier_;
};

TEST_F(FreeSwitchCarrierEnd, WritesMetadataAndRawAudio) {
  EXPECT_EQ(carrier_->write_opening().at(0).payload,
            R"({"sampleRate":"8000","session":"s-1","uuid":"u-1"})");
  EXPECT_EQ(carrier_->write_media(Pcm{1, -2}, Micros{0}).payload,
            std::string("\x01\x00\xFE\xFF", 4));
  EXPECT_TRUE(carrier_->offer().subprotocols.empty());
  EXPECT_EQ(carrier_->write_digit('5', 100), std::nullopt);
  EXPECT_EQ(carrier_->write_stop(), std::nullopt);
}

TEST_F(FreeSwitchCarrierEnd, PlaysClipsAtTheirOwnRate) {
  const Audio audio = read_as<Audio>(*carrier_, text(clip("16000")));
  EXPECT_EQ(owned(audio.samples), (Pcm{1, -2}));
  EXPECT_EQ(audio.rate_hz, 16'000);
  EXPECT_EQ(read_as<Audio>(*carrier_, text(clip("\"24000\""))).rate_hz, 24'000);
  EXPECT_EQ(refused(*carrier_, text(clip("96000"))), Errc::unsupported_format);
  EXPECT_EQ(refused(*carrier_, text(clip("null"))), Errc::missing_field);
  EXPECT_EQ(refused(*carrier_, binary("\1\2")), Errc::wrong_opcode);
  read_as<Clear>(*carrier_, text(R"({"type":"killAudio"})"));
  std::optional<Errc> anomaly;
  for (const char* const other : {"playAudio", "disconnect", "mark"}) {
    read_as<Ignored>(*carrier_, text(R"({"type":")" + std::string(other) + "\"}"), &anomaly);
    EXPECT_EQ(anomaly, Errc::unknown_event) << other;
  }
}

TEST_F(FreeSwitchCarrierEnd, SaysThatItsPlayoutIsDoneOnlyWhereTheBuildDoes) {
  const std::string silent(read_as<Audio>(*carrier_, text(clip("8000"))).mark);
  EXPECT_EQ(carrier_->write_mark_played(silent, 0), std::nullopt);
  make(kFreeSwitchPlayoutStyle);
  const std::string first(read_as<Audio>(*carrier_, text(clip("8000"))).mark);
  const std::string last(read_as<Audio>(*carrier_, text(clip("8000"))).mark);
  EXPECT_EQ(carrier_->write_mark_played(first, 0), std::nullopt);
  EXPECT_EQ(carrier_->write_mark_played(last, 0)->payload, R"({"type":"playoutDone"})");
}

TEST_F(FreeSwitchCarrierEnd, ForkPlaysPlayAudioAndEndsWithDisconnect) {
  make(kFreeSwitchForkStyle);
  EXPECT_EQ(carrier_->offer().subprotocol_list(), "audio.drachtio.org, audiostream.drachtio.org");
  const Audio audio = read_as<Audio>(
      *carrier_, text(R"({"type":"playAudio","data":{"audioContentType":"raw","sampleRate":"8000",)"
                      R"("id":"a\u0031","audioContent":"AQD+/w=="}})"));
  EXPECT_EQ(audio.mark, "a1");
  EXPECT_EQ(carrier_->write_mark_played("a1", 0), std::nullopt);
  read_as<HangUp>(*carrier_, text(R"({"type":"disconnect"})"));
}

}  // namespace
}  // namespace hookswitch::carrier
