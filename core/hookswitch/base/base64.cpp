#include "hookswitch/base/base64.hpp"

#include <array>

#include "hookswitch/base/base64_avx2.hpp"

namespace hookswitch {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kInvalid = 1U << 31;  ///< no value, wherever it is shifted to, has this bit

/// The value of each character, shifted to its place within a group of four.
constexpr std::array<std::uint32_t, 256> make_values(int shift) {
  std::array<std::uint32_t, 256> values{};
  values.fill(kInvalid);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint32_t>(i << shift);
  return values;
}
constexpr auto kFirst = make_values(18);
constexpr auto kSecond = make_values(12);
constexpr auto kThird = make_values(6);
constexpr auto kFourth = make_values(0);

}  // namespace

void base64_append(std::span<const std::uint8_t> bytes, std::string& out) {
  std::size_t i = 0;
  const std::size_t start = out.size();
  out.resize(start + base64_size(bytes.size()));
  char* to = out.data() + start;
#ifdef HOOKSWITCH_AVX2
  if (has_avx2()) {
    i = base64_avx2::encode(bytes.data(), bytes.size(), to);
    to += base64_size(i);
  }
#endif
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                static_cast<std::uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
    *to++ = kAlphabet[group >> 18];
    *to++ = kAlphabet[group >> 12 & 63];
    *to++ = kAlphabet[group >> 6 & 63];
    *to++ = kAlphabet[group & 63];
  }
  const std::size_t left = bytes.size() - i;
  if (left == 0) return;
  const std::uint32_t group =
      static_cast<std::uint32_t>(bytes[i]) << 16 |
      (left == 2 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : std::uint32_t{0});
  *to++ = kAlphabet[group >> 18];
  *to++ = kAlphabet[group >> 12 & 63];
  *to++ = left == 2 ? kAlphabet[group >> 6 & 63] : '=';
  *to++ = '=';
}

Result<void> base64_decode(std::string_view text, std::vector<std::uint8_t>& out) {
  const std::size_t padded = text.size();
  while (!text.empty() && text.back() == '=' && padded - text.size() < 2) text.remove_suffix(1);
  if (text.size() != padded && padded % 4 != 0)
    return fail(Errc::bad_base64, {}, static_cast<std::uint32_t>(text.size()));
  if (text.size() % 4 == 1)
    return fail(Errc::bad_base64, {}, static_cast<std::uint32_t>(text.size()));

  // Whole groups first, without a branch: whether all was well is asked once, in the end.
  const std::size_t before = out.size();
  out.resize(before + text.size() * 3 / 4);
  std::uint8_t* to = out.data() + before;
  const auto* from = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::uint8_t* const end = from + text.size();
#ifdef HOOKSWITCH_AVX2
  if (has_avx2()) {
    const std::size_t decoded = base64_avx2::decode(from, text.size(), to);
    from += decoded;
    to += decoded / 4 * 3;
  }
#endif
  std::uint32_t seen = 0;
  for (; end - from >= 4; from += 4, to += 3) {
    const std::uint32_t group =
        kFirst[from[0]] | kSecond[from[1]] | kThird[from[2]] | kFourth[from[3]];
    seen |= group;
    to[0] = static_cast<std::uint8_t>(group >> 16);
    to[1] = static_cast<std::uint8_t>(group >> 8);
    to[2] = static_cast<std::uint8_t>(group);
  }
  if (from != end) {
    const bool two = end - from == 3;
    const std::uint32_t group = kFirst[from[0]] | kSecond[from[1]] | (two ? kThird[from[2]] : 0);
    seen |= group;
    *to++ = static_cast<std::uint8_t>(group >> 16);
    if (two) *to++ = static_cast<std::uint8_t>(group >> 8);
  }
  if ((seen & kInvalid) == 0) return {};
  out.resize(before);
  std::uint32_t offender = 0;
  while (kFirst[static_cast<std::uint8_t>(text[offender])] != kInvalid) ++offender;
  return fail(Errc::bad_base64, {}, offender);
}

}  // namespace hookswitch
