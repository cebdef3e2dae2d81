#include "hookswitch/wire/json_scanner.hpp"

#include <bit>

#include "hookswitch/wire/byte_word.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::wire {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

static_assert(kMaxScannedText <= 2 * kMaxValues, "every value takes two bytes, one at the end");
static_assert(kMaxDepth <= 32, "skip() has a bit for each level");

}  // namespace

JsonScanner::JsonScanner(std::string_view text, std::string& scratch)
    : at_(text.data()), end_(text.data() + text.size()), scratch_(scratch), size_(text.size()) {
  scratch_.clear();
  if (size_ > kMaxScannedText) refuse();
}

bool JsonScanner::refuse() {
  refused_ = true;
  at_ = end_;
  return false;
}

// ---- containers ----------------------------------------------------------------------------

bool JsonScanner::open(char bracket) {
  if (skip_space() != bracket || depth_ == kMaxDepth) return refuse();
  ++at_;
  ++depth_;
  first_ = true;
  return true;
}

bool JsonScanner::enter_object() { return open('{'); }
bool JsonScanner::enter_array() { return open('['); }

bool JsonScanner::finished() { return !refused_ && depth_ == 0 && (skip_space(), at_ == end_); }

// ---- values --------------------------------------------------------------------------------

std::string_view JsonScanner::unescape(std::string_view raw) {
  // All strings of a text fit in as many bytes as it has: earlier ones stay where they are.
  scratch_.reserve(size_);
  const std::size_t start = scratch_.size();
  append_unescaped(raw, scratch_);
  return std::string_view(scratch_).substr(start);
}

bool JsonScanner::integer(std::int64_t& value) {
  constexpr std::ptrdiff_t kMaxDigits = 18;
  const bool is_text = skip_space() == '"';
  std::string_view text;
  if (is_text) {
    if (!this->text(text)) return false;
  } else {
    const char* const start = at_;
    if (!skip_number()) return false;
    text = {start, static_cast<std::size_t>(at_ - start)};
  }
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kMaxDigits) return refuse();
  std::int64_t sum = 0;
  for (const char c : text) {
    if (!is_digit(c)) return refuse();
    sum = 10 * sum + (c - '0');
  }
  value = negative ? -sum : sum;
  return true;
}

bool JsonScanner::int16_array(std::vector<std::int16_t>& values) {
  if (!enter_array()) return false;
  while (next_element()) {
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    const std::uint64_t word = load_word(at_, end_);
    const int digits = leading_digits(word);
    if (digits == 0 || digits > 5 || (digits > 1 && *at_ == '0')) return refuse();
    const std::int32_t magnitude = value_of_digits(word, digits);
    const std::int32_t value = negative ? -magnitude : magnitude;
    if (value < INT16_MIN || value > INT16_MAX) return refuse();
    values.push_back(static_cast<std::int16_t>(value));
    at_ += digits;  // a fraction or an exponent behind them is no comma: the next step refuses it
  }
  return !refused_;
}

bool JsonScanner::skip_number() {
  // Below these a number surely fits in a double, beyond which read_object refuses it.
  constexpr std::ptrdiff_t kMaxDigits = 200;
  constexpr std::ptrdiff_t kMaxExponentDigits = 2;
  const auto digits = [this] {
    const char* const start = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ - start;
  };
  if (at_ != end_ && *at_ == '-') ++at_;
  const bool zero = at_ != end_ && *at_ == '0';
  const std::ptrdiff_t whole = digits();
  if (whole == 0 || whole > kMaxDigits || (zero && whole > 1)) return refuse();
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (digits() == 0) return refuse();
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    const std::ptrdiff_t exponent = digits();
    if (exponent == 0 || exponent > kMaxExponentDigits) return refuse();
  }
  return true;
}

bool JsonScanner::skip_word(std::string_view word) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
    return refuse();
  at_ += word.size();
  return true;
}

bool JsonScanner::skip_scalar() {
  JsonString ignored;
  switch (skip_space()) {
    case '"':
      return read_raw(ignored);
    case 't':
      return skip_word("true");
    case 'f':
      return skip_word("false");
    case 'n':
      return skip_word("null");
    default:
      return skip_number();
  }
}

bool JsonScanner::skip() {
  const std::size_t outer = depth_;
  std::uint32_t objects = 0;  ///< which containers opened here are objects, the innermost lowest
  JsonString ignored;
  do {
    const char c = skip_space();
    if (c == '{' || c == '[') {
      if (!open(c)) return false;
      objects = objects << 1 | (c == '{' ? 1U : 0U);
    } else if (!skip_scalar()) {
      return false;
    }
    // On to the next value, out of everything that is closed before it.
    while (depth_ > outer && !((objects & 1) != 0 ? read_key(ignored) : next_element())) {
      if (refused_) return false;
      objects >>= 1;
    }
  } while (depth_ > outer);
  return true;
}

}  // namespace hookswitch::wire
