#include "hookswitch/base/identifiers.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace hookswitch {

std::string uuid_v7(std::int64_t unix_ms, Rng& rng) {
  std::array<std::uint8_t, 16> bytes{};
  const auto ms = static_cast<std::uint64_t>(unix_ms);
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  const std::uint64_t a = rng.next();
  const std::uint64_t b = rng.next();
  bytes[6] = static_cast<std::uint8_t>(a >> 8);
  bytes[7] = static_cast<std::uint8_t>(a);
  for (std::size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<std::uint8_t>(b >> (8 * i));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x70);  // version 7
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant 10
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHexDigits[bytes[i] >> 4];
    text += kHexDigits[bytes[i] & 0x0F];
  }
  return text;
}

std::string random_text(std::string_view alphabet, std::size_t length, Rng& rng) {
  std::string text(length, '\0');
  for (char& c : text) c = alphabet[static_cast<std::size_t>(rng.below(alphabet.size()))];
  return text;
}

std::string rfc3339(std::int64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> when{milliseconds{unix_ms}};
  const auto day = floor<days>(when);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{when - day};
  std::array<char, 40> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::optional<std::int64_t> unix_ms_from_rfc3339(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  if (text.size() != kForm.size()) return std::nullopt;
  std::array<unsigned, 7> parts{};  // year to millisecond
  std::size_t part = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (kForm[i] != '0') {
      if (text[i] != kForm[i]) return std::nullopt;
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    parts[part] = parts[part] * 10 + static_cast<unsigned>(text[i] - '0');
  }
  const year_month_day date{year{static_cast<int>(parts[0])}, month{parts[1]}, day{parts[2]}};
  if (text.back() != 'Z' || !date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
    return std::nullopt;
  const auto when = sys_days{date} + hours{parts[3]} + minutes{parts[4]} + seconds{parts[5]} +
                    milliseconds{parts[6]};
  return when.time_since_epoch().count();
}

}  // namespace hookswitch
