#include "hookswitch/codec/media_format.hpp"

#include "hookswitch/audio/g711.hpp"
#include "hookswitch/audio/g711_avx2.hpp"

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

void append_ulaw(Bytes bytes, Pcm& out) {
  const std::size_t before = out.size();
  out.resize(before + bytes.size());
  Sample* const to = out.data() + before;
  std::size_t i = 0;
#ifdef HOOKSWITCH_AVX2
  if (has_avx2()) i = g711_avx2::from_ulaw(bytes.data(), bytes.size(), to);
#endif
  for (; i < bytes.size(); ++i) to[i] = g711::ulaw_to_linear(bytes[i]);
}

void append_ulaw(PcmView samples, std::vector<std::uint8_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + samples.size());
  std::uint8_t* const to = out.data() + before;
  std::size_t i = 0;
#ifdef HOOKSWITCH_AVX2
  if (has_avx2()) i = g711_avx2::to_ulaw(samples.data(), samples.size(), to);
#endif
  for (; i < samples.size(); ++i) to[i] = g711::linear_to_ulaw(samples[i]);
}

// kLow and kHigh: which of a sample's two bytes comes where.
template <std::size_t kLow, std::size_t kHigh>
void append_l16(Bytes bytes, Pcm& out) {
  append_samples(bytes.size() / 2, out, [=](std::size_t i) {
    return static_cast<Sample>(bytes[2 * i + kLow] | bytes[2 * i + kHigh] << 8);
  });
}

template <std::size_t kLow, std::size_t kHigh>
void append_l16(PcmView samples, std::vector<std::uint8_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + 2 * samples.size());
  std::uint8_t* to = out.data() + before;
  for (const Sample sample : samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    to[kLow] = static_cast<std::uint8_t>(bits & 0xFF);
    to[kHigh] = static_cast<std::uint8_t>(bits >> 8);
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
      append_ulaw(bytes, out);
      return {};
    case Encoding::pcma:
      append_samples(bytes.size(), out, [=](auto i) { return g711::alaw_to_linear(bytes[i]); });
      return {};
    case Encoding::l16_little:
      append_l16<0, 1>(bytes, out);
      break;
    case Encoding::l16_big:
      append_l16<1, 0>(bytes, out);
      break;
  }
  if (bytes.size() % 2 == 0) return {};
  return fail(Errc::odd_byte_count, {}, static_cast<std::uint32_t>(bytes.size() - 1));
}

void encode(Encoding encoding, PcmView samples, std::vector<std::uint8_t>& out) {
  switch (encoding) {
    case Encoding::pcmu:
      return append_ulaw(samples, out);
    case Encoding::pcma:
      return append_bytes(samples, out, g711::linear_to_alaw);
    case Encoding::l16_little:
      return append_l16<0, 1>(samples, out);
    case Encoding::l16_big:
      return append_l16<1, 0>(samples, out);
  }
}

}  // namespace hookswitch::codec
