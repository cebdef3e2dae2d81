#include "hookswitch/audio/wav.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "hookswitch/audio/g711.hpp"

namespace hookswitch {
namespace {

using Bytes = std::span<const std::uint8_t>;

enum class Coding : std::uint8_t { pcm8, pcm16, pcm24, pcm32, float32, ulaw, alaw };

struct Format {
  Coding coding;
  std::size_t channels;
  std::size_t sample_bytes;
  int rate_hz;
};

constexpr std::size_t kMaxChannels = 8;
constexpr std::uint32_t kLowestHz = 4'000;
constexpr std::uint32_t kHighestHz = 192'000;
constexpr std::uint32_t kStreamed = 0x7FFF'0000;  ///< and above
constexpr std::string_view kNoHead = "RIFF";

std::uint32_t little16(const std::uint8_t* p) {
  return p[0] | static_cast<std::uint32_t>(p[1]) << 8;
}
std::uint32_t little32(const std::uint8_t* p) { return little16(p) | little16(p + 2) << 16; }

bool has_tag(Bytes file, std::size_t at, std::string_view tag) {
  return std::memcmp(file.data() + at, tag.data(), tag.size()) == 0;
}

Error bad(std::size_t at, std::string_view field) {
  return Error{Errc::bad_wav, static_cast<std::uint32_t>(at), field};
}

/// What begins like `file`, if it is known and no WAV file.
std::string_view kind_of(Bytes file) {
  struct Kind {
    std::size_t at;
    std::string_view head, name;
  };
  using namespace std::string_view_literals;
  constexpr Kind kKinds[] = {
      {0, "ID3"sv, "an MP3 file"},
      {0, "OggS"sv, "an Ogg file"},
      {0, "fLaC"sv, "a FLAC file"},
      {4, "ftyp"sv, "an MP4 or M4A file"},
      {0, "\x1A\x45\xDF\xA3"sv, "a WebM or Matroska file"},
      {0, "FORM"sv, "an AIFF file"},
      {0, ".snd"sv, "an AU file"},
      {0, "#!AMR"sv, "an AMR file"},
      {0, "caff"sv, "a CAF file"},
      {0, "RF64"sv, "an RF64 file"},
      {0, "RIFX"sv, "a RIFX file"},
      {0, "riff\x2E\x91\xCF\x11"sv, "a Wave64 file"},
      {0, "{"sv, "JSON"},
      {0, "<"sv, "HTML or XML"},
      {0, "version https://git-lfs"sv, "a pointer of Git LFS"},
  };
  for (const Kind& kind : kKinds)
    if (file.size() >= kind.at + kind.head.size() && has_tag(file, kind.at, kind.head))
      return kind.name;
  // MPEG audio: eleven bits set; the layer distinguishes AAC in ADTS (0) from MP3.
  if (file.size() >= 2 && file[0] == 0xFF && (file[1] & 0xE0) == 0xE0)
    return (file[1] & 0x06) == 0 ? "an AAC file" : "an MP3 file";
  return kNoHead;
}

// `at` is the offset of the chunk's body, `size` how much of it is there.
Result<Format> read_format(Bytes file, std::size_t at, std::size_t size) {
  constexpr std::uint32_t kPcm = 1, kFloat = 3, kAlaw = 6, kUlaw = 7, kExtensible = 0xFFFE;
  if (size < 16) return tl::unexpected(bad(at, "fmt"));
  const std::uint8_t* body = file.data() + at;
  std::uint32_t tag = little16(body);
  if (tag == kExtensible) {
    // The true tag opens the 16-byte identifier of the sub-format.
    if (size < 40) return tl::unexpected(bad(at, "fmt"));
    tag = little16(body + 24);
  }
  const std::uint32_t channels = little16(body + 2);
  const std::uint32_t rate = little32(body + 4);
  const std::uint32_t bits = little16(body + 14);
  if (channels < 1 || channels > kMaxChannels) return tl::unexpected(bad(at + 2, "channels"));
  if (rate < kLowestHz || rate > kHighestHz) return tl::unexpected(bad(at + 4, "sample rate"));

  Format format{Coding::pcm16, channels, bits / 8, static_cast<int>(rate)};
  if (tag == kPcm && bits == 8)
    format.coding = Coding::pcm8;
  else if (tag == kPcm && bits == 16)
    format.coding = Coding::pcm16;
  else if (tag == kPcm && bits == 24)
    format.coding = Coding::pcm24;
  else if (tag == kPcm && bits == 32)
    format.coding = Coding::pcm32;
  else if (tag == kFloat && bits == 32)
    format.coding = Coding::float32;
  else if (tag == kUlaw && bits == 8)
    format.coding = Coding::ulaw;
  else if (tag == kAlaw && bits == 8)
    format.coding = Coding::alaw;
  else
    return tl::unexpected(bad(at, "format tag"));
  if (little16(body + 12) != format.channels * format.sample_bytes)
    return tl::unexpected(bad(at + 12, "block align"));
  return format;
}

std::int64_t float_to_q31(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  if (!(value > -1.0f)) return value <= -1.0f ? -(std::int64_t{1} << 31) : 0;  // else not a number
  if (value >= 1.0f) return (std::int64_t{1} << 31) - 1;
  return static_cast<std::int64_t>(static_cast<double>(value) * 2147483648.0);
}

// Full scale is 2^31 whatever the coding, so that channels are averaged before anything is rounded.
std::int64_t q31_at(Coding coding, const std::uint8_t* p) {
  switch (coding) {
    case Coding::pcm8:
      return (std::int64_t{*p} - 128) * (1 << 24);
    case Coding::pcm16:
      return std::int64_t{static_cast<Sample>(little16(p))} * (1 << 16);
    case Coding::pcm24:
      return static_cast<std::int32_t>((little16(p) | p[2] << 16) << 8);
    case Coding::pcm32:
      return static_cast<std::int32_t>(little32(p));
    case Coding::float32:
      return float_to_q31(little32(p));
    case Coding::ulaw:
      return std::int64_t{g711::ulaw_to_linear(*p)} * (1 << 16);
    case Coding::alaw:
      return std::int64_t{g711::alaw_to_linear(*p)} * (1 << 16);
  }
  return 0;
}

Pcm mix_down(const Format& format, Bytes data) {
  const std::size_t frame_bytes = format.channels * format.sample_bytes;
  const auto scale = static_cast<std::int64_t>(format.channels) * (1 << 16);
  Pcm samples;
  samples.reserve(data.size() / frame_bytes);
  for (std::size_t at = 0; data.size() - at >= frame_bytes; at += frame_bytes) {
    std::int64_t sum = 0;
    for (std::size_t channel = 0; channel < format.channels; ++channel)
      sum += q31_at(format.coding, data.data() + at + channel * format.sample_bytes);
    // To the nearest, away from zero in the middle; only the positive end can leave the range.
    const std::int64_t mean = (sum < 0 ? sum - scale / 2 : sum + scale / 2) / scale;
    samples.push_back(static_cast<Sample>(mean > 32'767 ? 32'767 : mean));
  }
  return samples;
}

/// Where another WAV file begins in `audio`; its size when none does.
std::size_t next_file(Bytes audio) {
  constexpr std::string_view kHead = "RIFF";
  const auto at = [&](std::size_t from) {
    return static_cast<std::size_t>(std::search(audio.begin() + static_cast<std::ptrdiff_t>(from),
                                                audio.end(), kHead.begin(), kHead.end()) -
                                    audio.begin());
  };
  for (std::size_t found = at(0); found + 16 <= audio.size(); found = at(found + 1))
    if (has_tag(audio, found + 8, "WAVEfmt ")) return found;
  return audio.size();
}

/// What the data chunk at `body` holds. `size` is what its header says.
WavAudio read_data(const Format& format, Bytes file, std::size_t body, std::uint32_t size) {
  const Bytes rest = file.subspan(body);
  const bool unknown_size = size == 0 || size >= kStreamed;
  const Bytes claimed = unknown_size || size > rest.size() ? rest : rest.first(size);
  const std::size_t next = next_file(rest);
  const Bytes data = claimed.first(next < claimed.size() ? next : claimed.size());
  WavAudio audio{format.rate_hz, mix_down(format, data), ""};
  const auto ms = [&](std::size_t bytes) {
    const std::size_t frames = bytes / (format.channels * format.sample_bytes);
    return std::to_string(frames * 1'000 / static_cast<unsigned>(format.rate_hz)) + " ms";
  };
  if (audio.samples.empty())
    audio.remark = "the file holds no audio";
  else if (next < rest.size())
    audio.remark = "another WAV file begins at byte " + std::to_string(body + next) +
                   "; only the first, " + ms(data.size()) + ", was used";
  else if (!unknown_size && size > rest.size())
    audio.remark = "the file ends after " + ms(data.size()) + " of " + ms(size);
  return audio;
}

}  // namespace

Result<WavAudio> read_wav(Bytes file) {
  constexpr std::size_t kChunkHeader = 8;
  if (file.size() < 12 || !has_tag(file, 0, "RIFF")) return tl::unexpected(bad(0, kind_of(file)));
  if (!has_tag(file, 8, "WAVE")) return tl::unexpected(bad(8, "WAVE"));
  std::size_t at = 12;
  Result<Format> format = tl::unexpected(bad(0, "fmt"));
  while (file.size() - at >= kChunkHeader) {
    const std::uint32_t size = little32(file.data() + at + 4);
    const std::size_t body = at + kChunkHeader;
    const std::size_t left = file.size() - body;
    const std::size_t here = size < left ? size : left;
    if (has_tag(file, at, "fmt ")) {
      format = read_format(file, body, here);
      if (!format) return tl::unexpected(format.error());
    } else if (has_tag(file, at, "data")) {
      if (!format) return tl::unexpected(bad(at, "data before fmt"));
      return read_data(*format, file, body, size);
    }
    // Chunks are padded to an even size. One that claims more than is left is the last.
    if (size >= left) break;
    at = body + size + size % 2;
    if (at > file.size()) break;
  }
  return tl::unexpected(bad(file.size(), "data"));
}

std::string describe_wav_error(const Error& error) {
  if (error.field == kNoHead) return "no WAV file: raw audio, or no audio at all";
  if (error.at == 0 && error.field != "fmt")
    return "this is " + std::string(error.field) + ", not a WAV file";
  return std::string(error.field) + " at byte " + std::to_string(error.at) + " cannot be used";
}

std::vector<std::uint8_t> write_wav(PcmView samples, int rate_hz) {
  const auto data_size = static_cast<std::uint32_t>(2 * samples.size());
  const auto rate = static_cast<std::uint32_t>(rate_hz);
  std::vector<std::uint8_t> file;
  file.reserve(44 + data_size);
  const auto text = [&](std::string_view tag) { file.insert(file.end(), tag.begin(), tag.end()); };
  const auto number = [&](std::uint32_t value, int bytes) {
    for (; bytes > 0; --bytes, value >>= 8) file.push_back(static_cast<std::uint8_t>(value & 0xFF));
  };
  text("RIFF"), number(36 + data_size, 4), text("WAVE");
  text("fmt "), number(16, 4), number(1, 2), number(1, 2);
  number(rate, 4), number(2 * rate, 4), number(2, 2), number(16, 2);
  text("data"), number(data_size, 4);
  for (const Sample sample : samples) number(static_cast<std::uint16_t>(sample), 2);
  return file;
}

}  // namespace hookswitch
