#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

/// What remains of `audio` after one trip through the format's coding.
Pcm coded(codec::MediaFormat format, const Pcm& audio) {
  std::vector<std::uint8_t> bytes;
  codec::encode(format.encoding, audio, bytes);
  Pcm back;
  EXPECT_TRUE(codec::decode(format.encoding, bytes, back));
  return back;
}

std::string name_of(const DialectRow& row) {
  return std::string(row.name) + (row.profile.empty() ? "" : ":") + std::string(row.profile);
}

/// Both ends of one call, in every dialect and profile.
class BothEnds : public testing::TestWithParam<DialectRow> {
 protected:
  BothEnds() {
    facts_.from = "+15550100001";
    facts_.to = "+15550100002";
    facts_.parameters = {{"session", "s-1"}, {"text", "caf\xC3\xA9 \"quoted\"\n"}};
    carrier_ = make_carrier_end(which_, facts_, rng_);
  }

  /// The host reads the opening; returns what it learned.
  Started open() {
    std::optional<Started> started;
    for (const wire::Frame& frame : carrier_->write_opening()) {
      auto read = host_->read(frame.view());
      EXPECT_TRUE(read && !read->oddity) << frame.payload;
      if (!read) continue;
      if (auto* const message = std::get_if<Started>(&read->message)) started = *message;
    }
    EXPECT_TRUE(started.has_value());
    return started.value_or(Started{});
  }

  std::size_t frame_samples() const {
    return static_cast<std::size_t>(
        samples_in(carrier_->traits().frame, carrier_->format().rate_hz));
  }

  DialectProfile which_{GetParam().dialect, GetParam().profile};
  Rng rng_{42};
  CallFacts facts_;
  std::unique_ptr<CarrierEnd> carrier_;
  std::unique_ptr<HostEnd> host_ = make_host_end(which_);
};

TEST_P(BothEnds, AgreeOnTheCallWhenItStarts) {
  const Started started = open();
  EXPECT_EQ(started.call_id, carrier_->facts().call_id);
  EXPECT_FALSE(started.call_id.empty());
  EXPECT_EQ(started.stream_id, carrier_->facts().stream_id);
  EXPECT_EQ(started.format, carrier_->format());
  EXPECT_EQ(host_->format(), carrier_->format());
  if (GetParam().dialect == Dialect::ucid) {  // without its plus sign
    EXPECT_EQ('+' + started.from, carrier_->facts().from);
    EXPECT_EQ('+' + started.to, carrier_->facts().to);
  }
  if (GetParam().profile == "waybeo") return;  // its start carries nothing else
  EXPECT_EQ(started.parameters.at("session"), "s-1");
  EXPECT_EQ(started.parameters.at("text"), facts_.parameters.at("text"));
}

TEST_P(BothEnds, CarryTheCallersAudioUnchanged) {
  open();
  const Pcm audio = wave(frame_samples() * 50);
  for (std::size_t i = 0; i < 50; ++i) {
    const PcmView frame = PcmView(audio).subspan(i * frame_samples(), frame_samples());
    const auto message = carrier_->write_media(frame, carrier_->traits().frame * i);
    const Media media = read_as<Media>(*host_, message.view());
    EXPECT_EQ(owned(media.samples), coded(carrier_->format(), owned(frame)));
    EXPECT_EQ(media.rate_hz, carrier_->format().rate_hz);
  }
}

TEST_P(BothEnds, CarryTheHostsAudioUnchanged) {
  open();
  const Pcm audio = wave(frame_samples() * 50);
  for (std::size_t i = 0; i < 50; ++i) {
    const PcmView frame = PcmView(audio).subspan(i * frame_samples(), frame_samples());
    const auto message = host_->write_audio(frame);
    const Audio read = read_as<Audio>(*carrier_, message.view());
    EXPECT_EQ(owned(read.samples), coded(host_->format(), owned(frame)));
    EXPECT_EQ(read.rate_hz, host_->format().rate_hz);
  }
}

TEST_P(BothEnds, CarryEveryTelephoneKey) {
  open();
  for (const char digit : std::string_view("0123456789*#ABCD")) {
    const auto message = carrier_->write_digit(digit, 260);
    ASSERT_TRUE(message);
    EXPECT_EQ(read_as<Digit>(*host_, message->view()).digit, digit);
  }
}

TEST_P(BothEnds, UnderstandClear) {
  open();
  const auto clear = host_->write_clear();
  ASSERT_TRUE(clear);
  read_as<Clear>(*carrier_, clear->view());
}

TEST_P(BothEnds, ReturnAMarkByItsOwnName) {
  open();
  const Pcm audio = wave(frame_samples());
  const Audio heard = read_as<Audio>(*carrier_, host_->write_audio(audio).view());
  std::string name(heard.mark);  // ucid: the packet's own id stands for the mark
  const auto mark = host_->write_mark("turn-7 \"\xC3\xA9\"");
  if (mark) name = read_as<Mark>(*carrier_, mark->view()).name;
  const auto played = carrier_->write_mark_played(name, 1'761'560'089'206);
  ASSERT_TRUE(played);
  EXPECT_EQ(read_as<MarkPlayed>(*host_, played->view()).name, "turn-7 \"\xC3\xA9\"");
}

TEST_P(BothEnds, UnderstandTheEndAsFarAsTheDialectHasOne) {
  open();
  if (const auto stop = carrier_->write_stop()) read_as<Stopped>(*host_, stop->view());
  if (const auto hang_up = host_->write_hang_up()) read_as<HangUp>(*carrier_, hang_up->view());
  EXPECT_EQ(carrier_->write_stop().has_value(), carrier_->traits().owes_stop);
}

TEST_P(BothEnds, SpeakEveryRateOfTheDialect) {
  for (const int rate : GetParam().rates_hz) {
    facts_.rate_hz = rate;
    carrier_ = make_carrier_end(which_, facts_, rng_);
    host_ = make_host_end(which_);
    EXPECT_EQ(carrier_->format().rate_hz, rate);
    const Started started = open();
    const Pcm audio = wave(frame_samples());
    const Media media = read_as<Media>(*host_, carrier_->write_media(audio, Micros{0}).view());
    EXPECT_EQ(started.format.rate_hz, rate);
    EXPECT_EQ(media.rate_hz, rate);
  }
}

INSTANTIATE_TEST_SUITE_P(Dialects, BothEnds,
                         testing::ValuesIn(dialect_table().begin(), dialect_table().end()),
                         [](const auto& test) {
                           std::string name = name_of(test.param);
                           for (char& c : name)
                             if (c == ':') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace hookswitch::carrier
