#include "hookswitch/base/base64.hpp"

#include <array>

namespace hookswitch {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kInvalid = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kInvalid);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}
constexpr auto kValues = make_values();

}  // namespace

void base64_append(std::span<const std::uint8_t> bytes, std::string& out) {
  std::size_t i = 0;
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + start;
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

  const std::size_t before = out.size();
  out.reserve(before + text.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(text[i])];
    if (value == kInvalid) {
      out.resize(before);
      return fail(Errc::bad_base64, {}, static_cast<std::uint32_t>(i));
    }
    group = group << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(group >> bits));
    }
  }
  return {};
}

}  // namespace hookswitch
