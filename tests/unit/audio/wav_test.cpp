#include "hookswitch/audio/wav.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "hookswitch/audio/g711.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) out.push_back(static_cast<std::uint8_t>(value & 0xFF));
}
void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

struct Header {
  int tag = 1;
  int channels = 1;
  int rate = 8'000;
  int bits = 16;
  int block = 0;                          ///< 0: the right one
  std::uint32_t data_size = 0xFFFF'FFFE;  ///< that: the right one
};

Bytes fmt_body(const Header& h) {
  Bytes fmt;
  const int block = h.block != 0 ? h.block : h.channels * h.bits / 8;
  put(fmt, h.tag, 2), put(fmt, h.channels, 2), put(fmt, h.rate, 4);
  put(fmt, static_cast<std::uint64_t>(h.rate) * block, 4), put(fmt, block, 2), put(fmt, h.bits, 2);
  return fmt;
}

void put_chunk(Bytes& out, std::string_view tag, const Bytes& body) {
  put(out, tag), put(out, body.size(), 4);
  out.insert(out.end(), body.begin(), body.end());
  if (body.size() % 2 != 0) out.push_back(0);
}

Bytes riff() {
  Bytes file;
  put(file, "RIFF"), put(file, 0, 4), put(file, "WAVE");
  return file;
}

Bytes wav(const Header& h, const Bytes& data) {
  Bytes file = riff();
  put_chunk(file, "fmt ", fmt_body(h));
  put(file, "data");
  put(file, h.data_size == 0xFFFF'FFFE ? data.size() : h.data_size, 4);
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

Bytes floats(std::initializer_list<float> values) {
  Bytes out;
  for (const float value : values) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, 4);
    put(out, bits, 4);
  }
  return out;
}

Pcm samples_of(const Bytes& file) {
  const auto audio = read_wav(file);
  if (!audio) {
    ADD_FAILURE() << audio.error().field << " at " << audio.error().at;
    return {};
  }
  return audio->samples;
}

void expect_refused(const Bytes& file, std::uint32_t at, std::string_view field) {
  const auto audio = read_wav(file);
  ASSERT_FALSE(audio) << field;
  EXPECT_EQ(audio.error(), (Error{Errc::bad_wav, at, field})) << audio.error().at;
}

TEST(Wav, WhatIsWrittenIsReadBack) {
  const Pcm samples{0, 1, -1, 32'767, -32'768, 1'234};
  for (const int rate : {8'000, 16'000, 24'000, 48'000}) {
    const auto audio = read_wav(write_wav(samples, rate));
    ASSERT_TRUE(audio);
    EXPECT_EQ(audio->rate_hz, rate);
    EXPECT_EQ(audio->samples, samples);
  }
  const auto nothing = read_wav(write_wav({}, 8'000));
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->samples.empty());
}

TEST(Wav, AWrittenFileIsTheCanonical44BytesAndTheSamples) {
  const Bytes file = write_wav(Pcm{0x0102}, 8'000);
  Bytes expected;
  put(expected, "RIFF"), put(expected, 38, 4), put(expected, "WAVEfmt ");
  put(expected, 16, 4), put(expected, 1, 2), put(expected, 1, 2), put(expected, 8'000, 4);
  put(expected, 16'000, 4), put(expected, 2, 2), put(expected, 16, 2);
  put(expected, "data"), put(expected, 2, 4), put(expected, 0x0102, 2);
  EXPECT_EQ(file, expected);
}

TEST(Wav, EveryPromisedCodingIsRead) {
  EXPECT_EQ(samples_of(wav({.bits = 8}, {0, 128, 255})), (Pcm{-32'768, 0, 32'512}));
  EXPECT_EQ(samples_of(wav({.bits = 16}, {0, 0x80, 0xFF, 0x7F})), (Pcm{-32'768, 32'767}));
  EXPECT_EQ(samples_of(wav({.bits = 24}, {0, 0, 0x80, 0x00, 0x02, 0x01, 0x80, 0, 0})),
            (Pcm{-32'768, 0x0102, 1}));
  EXPECT_EQ(samples_of(wav({.bits = 32}, {0, 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0x7F})),
            (Pcm{-32'768, 32'767}));
  EXPECT_EQ(samples_of(wav({.tag = 3, .bits = 32}, floats({0, 0.5f, -0.5f, 1, -1}))),
            (Pcm{0, 16'384, -16'384, 32'767, -32'768}));
  Bytes every(256);
  for (int i = 0; i < 256; ++i) every[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(samples_of(wav({.tag = 7, .bits = 8}, every)),
            Pcm(g711::kUlawToLinear.begin(), g711::kUlawToLinear.end()));
  EXPECT_EQ(samples_of(wav({.tag = 6, .bits = 8}, every)),
            Pcm(g711::kAlawToLinear.begin(), g711::kAlawToLinear.end()));
}

TEST(Wav, FloatsThatAreNoAudioAreTamed) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const Bytes wild = floats({kInfinity, -kInfinity, std::nanf(""), 1e30f, -2, 1e-40f});
  EXPECT_EQ(samples_of(wav({.tag = 3, .bits = 32}, wild)),
            (Pcm{32'767, -32'768, 0, 32'767, -32'768, 0}));
}

TEST(Wav, ChannelsAreAveragedBeforeRounding) {
  Bytes stereo;
  for (const int value : {100, 200, -32'768, -32'768, 32'767, 32'767, 1, 2})
    put(stereo, static_cast<std::uint16_t>(value), 2);
  EXPECT_EQ(samples_of(wav({.channels = 2}, stereo)), (Pcm{150, -32'768, 32'767, 2}));
  EXPECT_EQ(samples_of(wav({.channels = 8, .bits = 8}, Bytes(8, 128))), Pcm{0});
}

TEST(Wav, TheExtensibleHeaderIsRead) {
  for (const int tag : {1, 7}) {
    Header header{.tag = 0xFFFE, .bits = tag == 1 ? 16 : 8};
    Bytes fmt = fmt_body(header);
    put(fmt, 22, 2), put(fmt, static_cast<std::uint64_t>(header.bits), 2), put(fmt, 4, 4);
    put(fmt, static_cast<std::uint64_t>(tag), 2), fmt.resize(40);
    Bytes file = riff();
    put_chunk(file, "fmt ", fmt);
    put_chunk(file, "data", {0xFF, 0xFF});
    EXPECT_EQ(samples_of(file), (tag == 1 ? Pcm{-1} : Pcm{0, 0}));
  }
}

TEST(Wav, UnknownChunksArePassedOverWithTheirPadding) {
  Bytes file = riff();
  put_chunk(file, "LIST", Bytes(3, 'x'));
  put_chunk(file, "fmt ", fmt_body({}));
  put_chunk(file, "fact", Bytes(4, 0));
  put_chunk(file, "junk", {});
  put_chunk(file, "data", {1, 0, 2, 0});
  put_chunk(file, "LIST", Bytes(10, 'y'));
  EXPECT_EQ(samples_of(file), (Pcm{1, 2}));
}

TEST(Wav, AStreamedOrShortenedDataChunkYieldsWhatIsThere) {
  const Bytes data{1, 0, 2, 0, 3};
  for (const std::uint32_t size : {0u, 0xFFFF'FFFFu, 5u, 6u, 1'000'000u, 0x8000'0000u})
    EXPECT_EQ(samples_of(wav({.data_size = size}, data)), (Pcm{1, 2})) << size;
  EXPECT_EQ(samples_of(wav({.data_size = 2}, data)), Pcm{1});
}

TEST(Wav, AFileThatEndsEarlySaysHowMuchOfItIsThere) {
  const auto cut = read_wav(wav({.data_size = 16'000}, Bytes(8'000, 1)));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->samples.size(), 4'000u);
  EXPECT_EQ(cut->remark, "the file ends after 500 ms of 1000 ms");
  EXPECT_EQ(read_wav(wav({}, Bytes(8'000, 1)))->remark, "");
  EXPECT_EQ(read_wav(wav({}, {}))->remark, "the file holds no audio");
}

TEST(Wav, ASizeThatItsWriterCouldNotKnowIsNoMissingAudio) {
  // source  sox 14.4.2 (0x7FFFF000) and ffmpeg 5.1 (0xFFFFFFFF), writing to a pipe
  for (const std::uint32_t size : {0u, 0x7FFF'F000u, 0xFFFF'FFFFu}) {
    const auto piped = read_wav(wav({.data_size = size}, Bytes(8'000, 1)));
    EXPECT_EQ(piped->samples.size(), 4'000u) << size;
    EXPECT_EQ(piped->remark, "") << size;
  }
}

TEST(Wav, OfSeveralFilesInOneTheFirstIsReadAndTheRestIsNamed) {
  for (const std::uint32_t size : {0xFFFF'FFFEu, 0x7FFF'F000u, 0u}) {
    Bytes file = wav({.data_size = size}, Bytes(8'000, 1));
    const Bytes second = wav({}, Bytes(4'000, 2));
    file.insert(file.end(), second.begin(), second.end());
    const auto audio = read_wav(file);
    ASSERT_TRUE(audio);
    EXPECT_EQ(audio->samples, Pcm(4'000, 0x0101)) << size;
    EXPECT_EQ(audio->remark,
              "another WAV file begins at byte 8044; only the first, 500 ms, was used");
  }
  Bytes tagged = wav({}, Bytes(8'000, 1));  // trailing data that is not a WAV file is no loss
  put(tagged, "TAG of an old player, RIFF or not");
  EXPECT_EQ(read_wav(tagged)->remark, "");
}

TEST(Wav, UlawIsReadAsGStreamerWritesIt) {
  // No fact chunk, a fmt chunk of 16 bytes, and no padding after an odd number of bytes.
  const Bytes file = wav({.tag = 7, .bits = 8}, {0xFF, 0x80, 0x00});
  EXPECT_EQ(file.size(), 44u + 3);
  EXPECT_EQ(samples_of(file), (Pcm{0, 32'124, -32'124}));
  EXPECT_EQ(read_wav(file)->remark, "");
  Bytes two = file;  // the next file begins at an odd byte
  two.insert(two.end(), file.begin(), file.end());
  EXPECT_EQ(samples_of(two), (Pcm{0, 32'124, -32'124}));
  EXPECT_NE(read_wav(two)->remark, "");
}

TEST(Wav, AMisnamedFileIsNamedForWhatItIs) {
  const auto named = [](std::string_view head) {
    Bytes file;
    put(file, head), file.resize(64);
    const auto audio = read_wav(file);
    return audio ? "audio" : describe_wav_error(audio.error());
  };
  EXPECT_EQ(named("ID3\x04"), "this is an MP3 file, not a WAV file");
  EXPECT_EQ(named("\xFF\xFB\x90"), "this is an MP3 file, not a WAV file");
  EXPECT_EQ(named("\xFF\xF3\x40"), "this is an MP3 file, not a WAV file");
  EXPECT_EQ(named("\xFF\xF1\x6C"), "this is an AAC file, not a WAV file");
  EXPECT_EQ(named("OggS"), "this is an Ogg file, not a WAV file");
  EXPECT_EQ(named("fLaC"), "this is a FLAC file, not a WAV file");
  EXPECT_EQ(named({"\0\0\0\x1c"
                   "ftypM4A ",
                   12}),
            "this is an MP4 or M4A file, not a WAV file");
  EXPECT_EQ(named("RF64"), "this is an RF64 file, not a WAV file");
  EXPECT_EQ(named("<!DOCTYPE html>"), "this is HTML or XML, not a WAV file");
  EXPECT_EQ(named("\x01\x02\x03"), "no WAV file: raw audio, or no audio at all");
  EXPECT_EQ(describe_wav_error(read_wav({}).error()), "no WAV file: raw audio, or no audio at all");
  EXPECT_EQ(describe_wav_error(read_wav(wav({.rate = 3'999}, {})).error()),
            "sample rate at byte 24 cannot be used");
}

TEST(Wav, ABrokenHeaderIsRefusedWithItsOffset) {
  Bytes no_wave = wav({}, {});
  no_wave[8] = 'w';
  Bytes data_first = riff();
  put_chunk(data_first, "data", {1, 0});
  Bytes no_data = riff();
  put_chunk(no_data, "fmt ", fmt_body({}));
  Bytes short_fmt = riff();
  put_chunk(short_fmt, "fmt ", Bytes(15, 1));
  Bytes short_extensible = wav({.tag = 0xFFFE}, {1, 0});
  expect_refused({}, 0, "RIFF");
  expect_refused(Bytes{'R', 'I', 'F', 'F'}, 0, "RIFF");
  expect_refused(Bytes(100, 'x'), 0, "RIFF");
  expect_refused(no_wave, 8, "WAVE");
  expect_refused(riff(), 12, "data");
  expect_refused(data_first, 12, "data before fmt");
  expect_refused(no_data, 36, "data");
  expect_refused(short_fmt, 20, "fmt");
  expect_refused(short_extensible, 20, "fmt");
  expect_refused(wav({.tag = 2}, {}), 20, "format tag");
  expect_refused(wav({.tag = 3, .bits = 64}, {}), 20, "format tag");
  expect_refused(wav({.bits = 12}, {}), 20, "format tag");
  expect_refused(wav({.tag = 7, .bits = 16}, {}), 20, "format tag");
  expect_refused(wav({.channels = 0}, {}), 22, "channels");
  expect_refused(wav({.channels = 9}, {}), 22, "channels");
  expect_refused(wav({.rate = 3'999}, {}), 24, "sample rate");
  expect_refused(wav({.rate = 192'001}, {}), 24, "sample rate");
  expect_refused(wav({.block = 3}, {}), 32, "block align");
}

TEST(Wav, AFileCutAnywhereNeverYieldsMoreThanItHolds) {
  const Bytes file = write_wav(Pcm{1, 2, 3, 4, 5, 6}, 8'000);
  for (std::size_t length = 0; length < file.size(); ++length) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    const auto audio = read_wav(cut);
    ASSERT_EQ(audio.has_value(), length >= 44) << length;
    if (audio) {
      EXPECT_EQ(audio->samples.size(), (length - 44) / 2);
    }
  }
}

TEST(Wav, DamagedHeadersAreSurvived) {
  const Bytes good = wav({.channels = 2, .bits = 24}, Bytes(60, 7));
  Rng rng(5);
  for (int round = 0; round < 20'000; ++round) {
    Bytes file = good;
    for (std::uint64_t hits = 1 + rng.below(4); hits > 0; --hits)
      file[rng.below(48)] = static_cast<std::uint8_t>(rng.next());
    const auto audio = read_wav(file);
    if (audio) {
      ASSERT_LE(audio->samples.size(), file.size());
    }
  }
}

}  // namespace
}  // namespace hookswitch
