#include "hookswitch/codec/g722.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/rng.hpp"
#include "kit/audio_compare.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::codec {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes encoded(PcmView samples) {
  Bytes out;
  G722Encoder().encode(samples, out);
  return out;
}

Pcm decoded(std::span<const std::uint8_t> bytes) {
  Pcm out;
  G722Decoder().decode(bytes, out);
  return out;
}

/// Noise that comes and goes, so that both quantizers see every size of step.
Pcm gusts(std::uint64_t seed, int amplitude) {
  Rng rng(seed);
  Pcm audio(32'000);
  for (std::size_t i = 0; i < audio.size(); ++i) {
    const int loudness = amplitude >> (i / 1'000 % 8);
    audio[i] = static_cast<Sample>(
        static_cast<int>(rng.below(2 * static_cast<std::uint64_t>(loudness) + 1)) - loudness);
  }
  return audio;
}

template <class Values>
std::uint64_t fnv(const Values& values) {
  return std::accumulate(values.begin(), values.end(), 0xCBF29CE484222325u,
                         [](std::uint64_t hash, auto value) {
                           return (hash ^ static_cast<std::uint16_t>(value)) * 0x100000001B3u;
                         });
}

// What libspandsp 0.0.6 makes of the same audio: g722_encode() and g722_decode() at 64 kbit/s.
// Quiet enough that its decoder does not wrap around where the Recommendation saturates.
TEST(G722, EveryBitIsThatOfAnIndependentImplementation) {
  struct {
    int amplitude;
    std::uint64_t bytes;
    std::uint64_t samples;
  } constexpr kPeer[] = {
      {12'000, 0xBA890236EB80C490, 0x6D0FA12521C5B180},
      {900, 0xE197B8A1DB4D5CB9, 0xC434BF060DD9A207},
      {12, 0x38FAAFCFEB3993FE, 0x99F5C753822CB8E2},
  };
  for (const auto& peer : kPeer) {
    const Bytes bytes = encoded(gusts(7, peer.amplitude));
    EXPECT_EQ(fnv(bytes), peer.bytes) << peer.amplitude;
    EXPECT_EQ(fnv(decoded(bytes)), peer.samples) << peer.amplitude;
  }
}

TEST(G722, SpeechComesBackTwentyTwoSamplesLater) {
  const auto speech = kit::read_speech(HOOKSWITCH_SPEECH_DIR "/vm-nobodyavail.wav");
  ASSERT_TRUE(speech);
  Pcm wide;
  Resampler(speech->rate_hz, kG722RateHz).process(speech->samples, wide);
  const Pcm heard = decoded(encoded(wide));
  EXPECT_EQ(heard.size(), wide.size());
  EXPECT_EQ(kit::align(wide, heard).lag, 22);
  EXPECT_GT(kit::snr_db(wide, heard, 22), 20);
}

TEST(G722, TheSameBytesComeOutWhateverTheChunks) {
  const Pcm audio = gusts(3, 20'000);
  G722Encoder encoder;
  G722Decoder decoder;
  Bytes bytes;
  Pcm heard;
  Rng rng(1);
  for (PcmView rest = audio; !rest.empty();) {
    const std::size_t count = std::min<std::size_t>(rng.below(50), rest.size());
    const std::size_t before = bytes.size();
    encoder.encode(rest.first(count), bytes);
    decoder.decode(std::span(bytes).subspan(before), heard);
    rest = rest.subspan(count);
  }
  EXPECT_EQ(bytes, encoded(audio));
  EXPECT_EQ(heard, decoded(bytes));
}

TEST(G722, AnOddSampleWaitsForItsPartner) {
  G722Encoder encoder;
  Bytes out;
  encoder.encode(Pcm{1'000}, out);
  EXPECT_TRUE(out.empty());
  encoder.encode(Pcm{-1'000}, out);
  EXPECT_EQ(out, encoded(Pcm{1'000, -1'000}));
}

// Full scale must stay full scale: a decoder that wraps around turns it into a crack.
TEST(G722, OverloadIsLimitedAndDoesNotWrap) {
  Pcm square(16'000);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i % 200 < 100 ? 32'767 : -32'768;
  const Pcm heard = decoded(encoded(square));
  for (std::size_t i = 1'000; i < heard.size(); ++i) {
    const std::size_t place = (i - 22) % 100;
    if (place < 20 || place > 80) continue;  // the edge rings
    EXPECT_GT(heard[i] * (square[i - 22] > 0 ? 1 : -1), 20'000) << i;
  }
}

TEST(G722, EveryByteIsAudio) {
  Rng rng(5);
  Bytes junk(50'000);
  for (auto& byte : junk) byte = static_cast<std::uint8_t>(rng.below(256));
  EXPECT_EQ(decoded(junk).size(), 100'000u);
}

}  // namespace
}  // namespace hookswitch::codec
