#include "hookswitch/wire/json_scanner.hpp"

#include <array>
#include <bit>
#include <cstring>

#include "hookswitch/base/base64.hpp"
#include "hookswitch/wire/ascii.hpp"
#include "hookswitch/wire/byte_word.hpp"

namespace hookswitch::wire {
namespace {

/// How many decimal digits begin the eight characters of `word`.
constexpr int leading_digits(std::uint64_t word) {
  const std::uint64_t values = word ^ ('0' * kEveryByte);  // 0 to 9 where there is a digit
  const std::uint64_t others = (values | (values + (0x80 - 10) * kEveryByte)) & (0x80 * kEveryByte);
  return others == 0 ? 8 : std::countr_zero(others) / 8;
}

/// The number that the first `digits`, at least one, of `word` stand for.
/// source  neighbours are added up in pairs, then fours, then eights
constexpr std::int32_t value_of_digits(std::uint64_t word, int digits) {
  word = (word ^ ('0' * kEveryByte)) << (64 - 8 * digits);  // zeros in front
  word = word * 10 + (word >> 8);
  constexpr std::uint64_t kPairs = 0x0000'00FF'0000'00FF;
  constexpr std::uint64_t kUpper = 100 + (1'000'000ULL << 32);
  constexpr std::uint64_t kLower = 1 + (10'000ULL << 32);
  return static_cast<std::int32_t>(((word & kPairs) * kUpper + ((word >> 16) & kPairs) * kLower) >>
                                   32);
}
static_assert(value_of_digits(0x2C35'3433'3231, 5) == 12'345 && leading_digits(0x2C37) == 1);

/// The sample with `digits` digits and `minus` minus signs, 0 or 1; false if out of range.
/// Signs are as good as random: nothing branches on them.
bool sample_of(std::uint64_t word, int digits, int minus, std::int16_t& value) {
  constexpr int kMaxDigits = 5;
  const bool zeros_first = (word & 0xFF) == '0' && digits > 1;
  if (static_cast<unsigned>(digits - 1) >= kMaxDigits || zeros_first) return false;
  const std::int32_t magnitude = value_of_digits(word, digits);
  value = static_cast<std::int16_t>((magnitude ^ -minus) + minus);
  return magnitude <= INT16_MAX + minus;
}

static_assert(kMaxScannedText <= 2 * kMaxValues, "every value takes two bytes, one at the end");
static_assert(kMaxDepth <= 32, "skip() has a bit for each level");

}  // namespace

std::string_view JsonScanner::unescape(std::string_view raw, std::size_t size,
                                       std::string& scratch) {
  scratch.reserve(size);
  const std::size_t start = scratch.size();
  append_unescaped(raw, scratch);
  return std::string_view(scratch).substr(start);
}

// ---- numbers -------------------------------------------------------------------------------

const char* JsonScanner::after_number(const char* at, const char* end) {
  // Below these a number surely fits in a double, beyond which read_object refuses it.
  constexpr std::ptrdiff_t kMaxDigits = 200;
  constexpr std::ptrdiff_t kMaxExponentDigits = 2;
  const auto digits = [&] {
    const char* const start = at;
    while (at != end && is_digit(*at)) ++at;
    return at - start;
  };
  if (at != end && *at == '-') ++at;
  const bool zero = at != end && *at == '0';
  const std::ptrdiff_t whole = digits();
  if (whole == 0 || whole > kMaxDigits || (zero && whole > 1)) return nullptr;
  if (at != end && *at == '.') {
    ++at;
    if (digits() == 0) return nullptr;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    const std::ptrdiff_t exponent = digits();
    if (exponent == 0 || exponent > kMaxExponentDigits) return nullptr;
  }
  return at;
}

bool JsonScanner::decimal(std::string_view text, std::int64_t& value) {
  constexpr std::size_t kMaxDigits = 18;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kMaxDigits) return false;
  std::int64_t sum = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    sum = 10 * sum + (c - '0');
  }
  value = negative ? -sum : sum;
  return true;
}

const char* JsonScanner::after_samples(JsonScanner scan, std::vector<std::int16_t>& values) {
  if (!scan.enter_array()) return nullptr;
  if (scan.skip_space() == ']') return scan.at_ + 1;
  const char* at = scan.at_;
  const char* const end = scan.end_;
  const auto skip_spaces = [&] {
    if (at != end && *at > ' ') return;
    scan.at_ = at;
    scan.skip_space();
    at = scan.at_;
  };
  std::array<std::int16_t, 64> read{};  // appended together
  for (std::size_t count = 0;; ++count) {
    if (count == read.size()) {
      values.insert(values.end(), read.begin(), read.end());
      count = 0;
    }
    skip_spaces();
    if (at == end) return nullptr;
    const int minus = *at == '-' ? 1 : 0;
    const std::uint64_t word = load_word(at += minus, end);
    const int digits = leading_digits(word);
    if (!sample_of(word, digits, minus, read[count])) return nullptr;
    at += digits;
    skip_spaces();
    if (at != end && *at == ',') {
      ++at;
      continue;
    }
    // A fraction or an exponent is neither.
    if (at == end || *at != ']') return nullptr;
    values.insert(values.end(), read.begin(),
                  read.begin() + static_cast<std::ptrdiff_t>(count + 1));
    return at + 1;
  }
}

// ---- the rest --------------------------------------------------------------------------------

const char* JsonScanner::after_base64(const char* at, const char* end,
                                      std::vector<std::uint8_t>& bytes) {
  const auto* const quote =
      static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
  // Nothing that has to be looked for in a JSON string is a character of base64.
  if (quote == nullptr || !base64_decode({at, static_cast<std::size_t>(quote - at)}, bytes))
    return nullptr;
  return quote + 1;
}

const char* JsonScanner::after_scalar(const char* at, const char* end) {
  const auto after_word = [&](std::string_view word) -> const char* {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    return rest.starts_with(word) ? at + word.size() : nullptr;
  };
  if (at == end) return nullptr;
  switch (*at) {
    case '"':
      return read_string(at + 1, end).after;
    case 't':
      return after_word("true");
    case 'f':
      return after_word("false");
    case 'n':
      return after_word("null");
    default:
      return after_number(at, end);
  }
}

const char* JsonScanner::after_value(JsonScanner scan) {
  const std::size_t outer = scan.depth_;
  std::uint32_t objects = 0;  ///< which containers opened here are objects, the innermost lowest
  do {
    const char c = scan.skip_space();
    if (c == '{' || c == '[') {
      if (!scan.open(c)) return nullptr;
      objects = objects << 1 | (c == '{' ? 1U : 0U);
    } else if (!scan.move_to(after_scalar(scan.at_, scan.end_))) {
      return nullptr;
    }
    // On to the next value, out of everything that is closed before it.
    while (scan.depth_ > outer && !((objects & 1) != 0 ? scan.skip_key() : scan.next_element())) {
      if (scan.refused_) return nullptr;
      objects >>= 1;
    }
  } while (scan.depth_ > outer);
  return scan.at_;
}

}  // namespace hookswitch::wire
