#include "hookswitch/codec/opus.hpp"

#include <gtest/gtest.h>
#include <opus.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/rng.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/audio_compare.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::codec {
namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr int kRates[] = {8'000, 12'000, 16'000, 24'000, 48'000};

Pcm speech_at(int rate_hz) {
  const auto speech = kit::read_speech(HOOKSWITCH_SPEECH_DIR "/conf-onlyperson.wav");
  if (!speech) return {};
  Pcm out;
  Resampler(speech->rate_hz, rate_hz).process(speech->samples, out);
  return out;
}

std::vector<Bytes> encoded(OpusEncoder& encoder, PcmView audio) {
  std::vector<Bytes> packets;
  for (; audio.size() >= encoder.frame_samples(); audio = audio.subspan(encoder.frame_samples())) {
    Bytes packet(kOpusMaxPacket);
    const auto length = encoder.encode(audio.first(encoder.frame_samples()), packet);
    EXPECT_TRUE(length);
    packet.resize(length.value_or(0));
    packets.push_back(packet);
  }
  return packets;
}

std::vector<Bytes> encoded(const OpusEncoder::Config& config, PcmView audio) {
  auto encoder = OpusEncoder::create(config);
  EXPECT_TRUE(encoder);
  return encoder ? encoded(*encoder, audio) : std::vector<Bytes>{};
}

/// Decodes one packet and appends it to `heard`.
void decode_into(Pcm& heard, OpusDecoder& decoder, std::span<const std::uint8_t> packet) {
  const std::size_t before = heard.size();
  heard.resize(before + decoder.longest());
  const auto count = decoder.decode(packet, std::span(heard).subspan(before));
  EXPECT_TRUE(count) << (count ? "" : count.error().field);
  heard.resize(before + count.value_or(0));
}

OpusEncoder::Config protected_speech() {
  OpusEncoder::Config config;
  config.rate_hz = 16'000;
  config.fec = true;
  config.loss_percent = 20;
  return config;
}

TEST(Opus, SpeechComesBackAtEveryRateAndFrameLength) {
  for (const int rate : kRates) {
    const Pcm whole = speech_at(rate);
    ASSERT_GT(whole.size(), static_cast<std::size_t>(2 * rate));
    const PcmView speech = PcmView(whole).first(static_cast<std::size_t>(2 * rate));
    for (const Micros frame : {Micros{2'500}, Micros{5'000}, Micros{10'000}, Micros{20'000},
                               Micros{40'000}, Micros{60'000}}) {
      OpusEncoder::Config config;
      config.rate_hz = rate;
      config.frame = frame;
      config.bitrate = 64'000;
      auto encoder = OpusEncoder::create(config);
      auto decoder = OpusDecoder::create(rate);
      ASSERT_TRUE(encoder && decoder) << rate;
      Pcm heard;
      for (const Bytes& packet : encoded(*encoder, speech)) {
        const auto head = inspect_opus(packet);
        ASSERT_TRUE(head);
        EXPECT_EQ(head->duration, frame);
        decode_into(heard, *decoder, packet);
      }
      const auto found = kit::align(speech.first(heard.size()), heard);
      // Its high-pass filter for speech shifts the phase a little.
      EXPECT_NEAR(static_cast<double>(found.lag), static_cast<double>(encoder->lookahead()),
                  rate / 4'000.0)
          << rate;
      EXPECT_GT(found.ncc, 0.93) << rate << " Hz, " << frame.count() << " us";
    }
  }
}

TEST(Opus, AStreamMayBeHeardAtAnotherRateThanItWasSpokenAt) {
  OpusEncoder::Config config;
  config.rate_hz = 48'000;
  const Pcm telephone = speech_at(8'000);
  auto decoder = OpusDecoder::create(8'000);
  ASSERT_TRUE(decoder);
  Pcm heard;
  for (const Bytes& packet : encoded(config, speech_at(48'000)))
    decode_into(heard, *decoder, packet);
  EXPECT_GT(kit::align(telephone, heard).ncc, 0.9);
}

TEST(Opus, AStereoStreamIsMixedDown) {
  const Pcm speech = speech_at(48'000);
  int error = 0;
  ::OpusEncoder* const stereo = opus_encoder_create(48'000, 2, OPUS_APPLICATION_VOIP, &error);
  auto decoder = OpusDecoder::create(48'000);
  ASSERT_TRUE(stereo && decoder);
  Pcm both(1'920), heard;
  Bytes packet(kOpusMaxPacket);
  for (std::size_t at = 0; at + 960 <= speech.size(); at += 960) {
    for (std::size_t i = 0; i < 960; ++i) both[2 * i] = both[2 * i + 1] = speech[at + i];
    const int length = opus_encode(stereo, both.data(), 960, packet.data(), 3'000);
    ASSERT_GT(length, 0);
    decode_into(heard, *decoder, std::span(packet).first(static_cast<std::size_t>(length)));
  }
  opus_encoder_destroy(stereo);
  EXPECT_GT(kit::align(speech, heard).ncc, 0.9);
}

TEST(Opus, ASettingOutOfItsRangeIsNamed) {
  const auto wrong = [](auto change) {
    OpusEncoder::Config config;
    change(config);
    const auto made = OpusEncoder::create(config);
    EXPECT_FALSE(made);
    return made ? Error{Errc::misuse} : made.error();
  };
  EXPECT_EQ(wrong([](auto& c) { c.rate_hz = 44'100; }), (Error{Errc::bad_value, 0, "rate_hz"}));
  EXPECT_EQ(wrong([](auto& c) { c.frame = 30ms; }), (Error{Errc::bad_value, 0, "frame"}));
  EXPECT_EQ(wrong([](auto& c) { c.bitrate = 5'999; }), (Error{Errc::bad_value, 0, "bitrate"}));
  EXPECT_EQ(wrong([](auto& c) { c.complexity = 11; }), (Error{Errc::bad_value, 0, "complexity"}));
  EXPECT_EQ(wrong([](auto& c) { c.loss_percent = -1; }),
            (Error{Errc::bad_value, 0, "loss_percent"}));
  EXPECT_EQ(OpusDecoder::create(11'025).error(), (Error{Errc::bad_value, 0, "rate_hz"}));
}

TEST(Opus, ARefusedSettingChangesNothing) {
  auto encoder = OpusEncoder::create({});
  ASSERT_TRUE(encoder);
  EXPECT_FALSE(encoder->set_bitrate(1'000'000));
  EXPECT_FALSE(encoder->set_complexity(-1));
  EXPECT_FALSE(encoder->set_loss_percent(101));
  EXPECT_EQ(encoder->config().bitrate, OpusEncoder::Config{}.bitrate);
  EXPECT_EQ(encoder->config().complexity, OpusEncoder::Config{}.complexity);
  EXPECT_EQ(encoder->config().loss_percent, OpusEncoder::Config{}.loss_percent);
}

TEST(Opus, TheBitrateIsKeptOnAverageAndCanBeChangedOnTheWay) {
  const Pcm speech = speech_at(48'000);
  auto encoder = OpusEncoder::create({});
  ASSERT_TRUE(encoder);
  for (const int bitrate : {64'000, 16'000}) {
    ASSERT_TRUE(encoder->set_bitrate(bitrate));
    encoder->reset();
    std::size_t bytes = 0;
    const auto packets = encoded(*encoder, speech);
    for (const Bytes& packet : packets) bytes += packet.size();
    const double rate = static_cast<double>(bytes) * 8 * 50 / static_cast<double>(packets.size());
    EXPECT_NEAR(rate / bitrate, 1, 0.25);
  }
}

TEST(Opus, WrongRoomIsAnErrorOfTheCaller) {
  auto encoder = OpusEncoder::create({});
  auto decoder = OpusDecoder::create(48'000);
  ASSERT_TRUE(encoder && decoder);
  Bytes packet(kOpusMaxPacket);
  EXPECT_EQ(encoder->encode(Pcm(959), packet).error(), (Error{Errc::bad_value, 0, "frame"}));
  EXPECT_EQ(encoder->encode(Pcm(960), {}).error(), (Error{Errc::bad_value, 0, "packet"}));
  const auto length = encoder->encode(Pcm(960), packet);
  ASSERT_TRUE(length);
  packet.resize(*length);
  Pcm out(5'880);
  const auto room = [&](std::size_t samples) { return std::span(out).first(samples); };
  EXPECT_EQ(decoder->decode(packet, room(959)).error(), (Error{Errc::bad_value, 0, "room"}));
  for (const std::size_t samples : {0u, 119u, 5'880u}) {
    EXPECT_EQ(decoder->conceal(room(samples)).error(), (Error{Errc::bad_value, 0, "room"}));
    EXPECT_EQ(decoder->recover(packet, room(samples)).error(), (Error{Errc::bad_value, 0, "room"}));
  }
  EXPECT_TRUE(decoder->conceal(room(5'760)));
}

TEST(Opus, SilenceIsNotSentWithDtxAndIsSilenceAtTheOtherEnd) {
  OpusEncoder::Config config;
  config.rate_hz = 16'000;
  config.dtx = true;
  Pcm audio = speech_at(16'000);
  const std::size_t spoken = audio.size() / 320;
  audio.resize(audio.size() + 48'000);
  auto decoder = OpusDecoder::create(16'000);
  ASSERT_TRUE(decoder);
  Pcm heard;
  std::size_t quiet = 0;
  const auto packets = encoded(config, audio);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i > spoken + 25) quiet += packets[i].size() <= OpusEncoder::kDtxPacket;
    decode_into(heard, *decoder, packets[i]);
  }
  EXPECT_GT(quiet, (packets.size() - spoken - 26) * 8 / 10);
  const PcmView end = PcmView(heard).last(16'000);
  EXPECT_LT(*std::max_element(end.begin(), end.end()), 50);
}

// Of music and of short frames libopus finds it only from complexity 7 and 16 kHz on.
TEST(Opus, DtxIsRefusedOrDoesWhatItSays) {
  for (const auto content : {OpusEncoder::Content::speech, OpusEncoder::Content::music})
    for (const int rate : {8'000, 12'000, 16'000, 24'000, 48'000})
      for (const int frame_us : {2'500, 5'000, 10'000, 20'000, 60'000})
        for (const int complexity : {0, 5}) {
          OpusEncoder::Config config;
          config.rate_hz = rate;
          config.frame = Micros{frame_us};
          config.complexity = complexity;
          config.content = content;
          config.dtx = true;
          auto encoder = OpusEncoder::create(config);
          const bool is_silk = content == OpusEncoder::Content::speech && frame_us >= 10'000;
          ASSERT_EQ(encoder.has_value(), is_silk || rate >= 16'000) << rate << ' ' << frame_us;
          if (!encoder) {
            EXPECT_EQ(encoder.error().field, "dtx");
            config.dtx = false;
            auto without = OpusEncoder::create(config);
            ASSERT_TRUE(without);
            EXPECT_FALSE(without->set_dtx(true));
            continue;
          }
          ASSERT_TRUE(encoder->set_complexity(complexity));
          const Pcm silence(encoder->frame_samples());
          std::array<std::uint8_t, kOpusMaxPacket> packet{};
          int small = 0;
          const int frames = 1'000'000 / frame_us;
          for (int i = 0; i < 2 * frames; ++i) {
            const auto size = encoder->encode(silence, packet);
            ASSERT_TRUE(size);
            if (i >= frames) small += *size <= OpusEncoder::kDtxPacket;
          }
          EXPECT_GE(small * 10, frames * 8)
              << static_cast<int>(content) << ' ' << rate << ' ' << frame_us << ' ' << complexity;
        }
}

/// How near `heard` comes to what was said while packet `lost` (and `lost + 1`) was to be heard.
double snr_in_gap(PcmView speech, PcmView heard, std::size_t lost, std::size_t lookahead) {
  return kit::snr_db(speech.subspan(lost * 320, 320), heard.subspan(lost * 320 + lookahead, 320));
}

TEST(Opus, ALostPacketIsConcealedAndRecoveredBetterFromTheOneAfterIt) {
  const Pcm speech = speech_at(16'000);
  auto encoder = OpusEncoder::create(protected_speech());
  ASSERT_TRUE(encoder);
  const auto packets = encoded(*encoder, speech);
  int gaps = 0;
  double concealed_db = 0, recovered_db = 0;
  for (std::size_t lost = 5; lost + 3 < packets.size(); ++lost) {
    const auto next = inspect_opus(packets[lost + 1]);
    ASSERT_TRUE(next);
    if (!next->has_fec) continue;
    Pcm concealed, recovered;
    for (const bool recover : {false, true}) {
      auto decoder = OpusDecoder::create(16'000);
      ASSERT_TRUE(decoder);
      Pcm& heard = recover ? recovered : concealed;
      for (std::size_t i = 0; i <= lost + 2; ++i) {
        if (i != lost) {
          decode_into(heard, *decoder, packets[i]);
          continue;
        }
        heard.resize(heard.size() + 320);
        const auto gap = std::span(heard).last(320);
        ASSERT_TRUE(recover ? decoder->recover(packets[lost + 1], gap) : decoder->conceal(gap));
      }
    }
    ++gaps;
    concealed_db += snr_in_gap(speech, concealed, lost, encoder->lookahead());
    recovered_db += snr_in_gap(speech, recovered, lost, encoder->lookahead());
  }
  ASSERT_GT(gaps, 20);
  EXPECT_GT(concealed_db / gaps, 1);  // silence would be 0
  EXPECT_GT(recovered_db / gaps, concealed_db / gaps + 3);
}

TEST(Opus, WithoutErrorCorrectionNoPacketClaimsToHaveIt) {
  OpusEncoder::Config config = protected_speech();
  config.fec = false;
  for (const Bytes& packet : encoded(config, speech_at(16'000)))
    EXPECT_FALSE(inspect_opus(packet)->has_fec);
}

TEST(Opus, ACopyConcealsAndTheOriginalKnowsNothingOfIt) {
  const auto packets = encoded(protected_speech(), speech_at(16'000));
  auto decoder = OpusDecoder::create(16'000), undisturbed = OpusDecoder::create(16'000),
       copy = OpusDecoder::create(16'000);
  ASSERT_TRUE(decoder && undisturbed && copy);
  Pcm heard, expected, filler(320);
  for (const Bytes& packet : packets) {
    decode_into(heard, *decoder, packet);
    decode_into(expected, *undisturbed, packet);
    copy->copy(*decoder);
    ASSERT_TRUE(copy->conceal(filler));
  }
  EXPECT_EQ(heard, expected);
}

TEST(Opus, AStreamAfterResetSoundsAsIfItWereTheFirst) {
  const Pcm speech = speech_at(16'000);
  auto encoder = OpusEncoder::create(protected_speech());
  auto decoder = OpusDecoder::create(16'000);
  ASSERT_TRUE(encoder && decoder);
  std::vector<Bytes> first;
  for (int round = 0; round < 2; ++round) {
    const auto packets = encoded(*encoder, speech);
    if (round == 0) first = packets;
    EXPECT_EQ(packets, first);
    encoder->reset();
  }
  Pcm once, again;
  for (Pcm* heard : {&once, &again}) {
    for (const Bytes& packet : first) decode_into(*heard, *decoder, packet);
    decoder->reset();
  }
  EXPECT_EQ(once, again);
}

TEST(Opus, NothingIsAllocatedAfterCreation) {
  const Pcm speech = speech_at(16'000);
  auto encoder = OpusEncoder::create(protected_speech());
  auto decoder = OpusDecoder::create(16'000), copy = OpusDecoder::create(16'000);
  ASSERT_TRUE(encoder && decoder && copy);
  Bytes packet(kOpusMaxPacket);
  Pcm out(decoder->longest());
  const std::uint64_t before = kit::allocations();
  for (PcmView rest = speech; rest.size() >= 320; rest = rest.subspan(320)) {
    const auto length = encoder->encode(rest.first(320), packet);
    ASSERT_TRUE(length);
    const auto bytes = std::span<const std::uint8_t>(packet).first(*length);
    ASSERT_TRUE(decoder->recover(bytes, std::span(out).first(320)));
    ASSERT_TRUE(decoder->decode(bytes, out));
    copy->copy(*decoder);
    ASSERT_TRUE(copy->conceal(std::span(out).first(320)));
  }
  EXPECT_EQ(kit::allocations(), before);
}

TEST(Opus, DamagedPacketsAreErrorsOrAudioAndTheStreamGoesOn) {
  const auto packets = encoded(protected_speech(), speech_at(16'000));
  auto decoder = OpusDecoder::create(16'000);
  ASSERT_TRUE(decoder);
  Pcm out(decoder->longest());
  Rng rng(1);
  int refused = 0;
  for (int round = 0; round < 3; ++round)
    for (Bytes packet : packets) {
      for (int i = 0; i < 3; ++i)
        packet[rng.below(i == 0 ? 2 : packet.size()) % packet.size()] =
            static_cast<std::uint8_t>(rng.below(256));
      packet.resize(1 + rng.below(packet.size()));
      const auto count = decoder->decode(packet, out);
      if (!count) {
        EXPECT_EQ(count.error().code, Errc::bad_opus);
        ++refused;
      }
    }
  EXPECT_GT(refused, 50);
  // Soon after the damage everything is as before.
  auto fresh = OpusDecoder::create(16'000);
  Pcm heard, expected;
  for (const Bytes& packet : packets) {
    decode_into(heard, *decoder, packet);
    decode_into(expected, *fresh, packet);
  }
  EXPECT_GT(kit::snr_db(PcmView(expected).subspan(8'000), PcmView(heard).subspan(8'000)), 20);
}

}  // namespace
}  // namespace hookswitch::codec
