#include "hookswitch/codec/media_format.hpp"

#include "hookswitch/audio/g711.hpp"

namespace hookswitch::codec {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Grows `out` once, then fills: the loops below have no branch and no capacity check in them.
template <class Convert>
void append_samples(std::size_t count, Pcm& out, Convert convert) {
  const std::size_t before = out.size();
  out.resize(before + count);
  Sample* to = out.data() + before;
  for (std::size_t i = 0; i < count; ++i) to[i] = convert(i);
}

template <class Convert>
void append_bytes(PcmView samples, std::vector<std::uint8_t>& out, Convert convert) {
  const std::size_t before = out.size();
  out.resize(before + samples.size());
  std::uint8_t* to = out.data() + before;
  for (const Sample sample : samples) *to++ = convert(sample);
}

// `low` and `high`: which of a sample's two bytes comes where.
void append_l16(Bytes bytes, std::size_t low, std::size_t high, Pcm& out) {
  append_samples(bytes.size() / 2, out, [=](std::size_t i) {
    return static_cast<Sample>(bytes[2 * i + low] | bytes[2 * i + high] << 8);
  });
}

void append_l16(PcmView samples, std::size_t low, std::size_t high,
                std::vector<std::uint8_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + 2 * samples.size());
  std::uint8_t* to = out.data() + before;
  for (const Sample sample : samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    to[low] = static_cast<std::uint8_t>(bits & 0xFF);
    to[high] = static_cast<std::uint8_t>(bits >> 8);
    to += 2;
  }
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::pcmu:
      return "pcmu";
    case Encoding::pcma:
      return "pcma";
    case Encoding::l16_little:
      return "l16_little";
    case Encoding::l16_big:
      return "l16_big";
  }
  return "";
}

Result<void> decode(Encoding encoding, Bytes bytes, Pcm& out) {
  if (bytes.empty()) return fail(Errc::empty_audio);
  switch (encoding) {
    case Encoding::pcmu:
      append_samples(bytes.size(), out, [=](auto i) { return g711::ulaw_to_linear(bytes[i]); });
      return {};
    case Encoding::pcma:
      append_samples(bytes.size(), out, [=](auto i) { return g711::alaw_to_linear(bytes[i]); });
      return {};
    case Encoding::l16_little:
      append_l16(bytes, 0, 1, out);
      break;
    case Encoding::l16_big:
      append_l16(bytes, 1, 0, out);
      break;
  }
  if (bytes.size() % 2 == 0) return {};
  return fail(Errc::odd_byte_count, {}, static_cast<std::uint32_t>(bytes.size() - 1));
}

void encode(Encoding encoding, PcmView samples, std::vector<std::uint8_t>& out) {
  switch (encoding) {
    case Encoding::pcmu:
      return append_bytes(samples, out, g711::linear_to_ulaw);
    case Encoding::pcma:
      return append_bytes(samples, out, g711::linear_to_alaw);
    case Encoding::l16_little:
      return append_l16(samples, 0, 1, out);
    case Encoding::l16_big:
      return append_l16(samples, 1, 0, out);
  }
}

}  // namespace hookswitch::codec
