#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_string.hpp"

namespace hookswitch::wire {

/// Walks through one JSON object, value by value, and builds nothing: for messages that come fifty
/// times a second.
///
/// shape   enter, then keys (or elements) in a loop and for each exactly one value, read or
///         skipped. The first refusal ends everything; finished() says whether the text as a whole
///         was accepted, and only then are the values valid:
///           if (scan.enter_object())
///             while (scan.next_key(key)) key == "event" ? scan.text(event) : scan.skip();
///           if (scan.finished()) ...
///         A repeated key comes out again: the last one counts, as in read_object
/// range   accepts nothing that read_object refuses, but for more nodes than kMaxNodes, which cost
///         nothing here, and means the same by it. It refuses some of
///         what read_object accepts: texts above kMaxScannedText, numbers that may be too large for
///         a double, a byte order mark, what follows a zero byte. The document has the last word
/// errors  not distinguished; all calls after a refusal refuse
/// cost    one pass, 8 bytes per step within strings; no allocation unless there are escapes and
///         `scratch` has to grow. What ordinary messages go through is inline, and what is not gets
///         a copy: so the compiler keeps a scanner in registers
/// source  RFC 8259
class JsonScanner {
 public:
  /// What is unescaped is kept in `scratch` until the next text is read; both must outlive this.
  JsonScanner(std::string_view text, std::string& scratch);

  bool enter_object();
  bool next_key(std::string_view& key);  ///< false: the object is closed
  bool enter_array();
  bool next_element();  ///< false: the array is closed

  bool text(std::string_view& value);
  /// A text without escapes that is base64, appended to `bytes` as what it stands for. Nothing else
  /// is accepted: the document says what is wrong with it.
  bool base64(std::vector<std::uint8_t>& bytes);
  /// A whole number of up to 18 digits, given as a number or as decimal text.
  bool integer(std::int64_t& value);
  /// An array of whole numbers in the range of a sample, appended to `values`.
  bool int16_array(std::vector<std::int16_t>& values);
  /// Any value, with all that is in it.
  bool skip();

  /// The object is closed, nothing follows, nothing was refused.
  bool finished();

 private:
  bool refuse();
  bool move_to(const char* after);  ///< refuses nullptr
  char skip_space();                ///< the character now looked at; 0 at the end
  bool open(char bracket);
  bool close();
  bool next(char bracket);  ///< on to the next key or element, or out of the container
  bool skip_string();
  bool skip_key();
  bool skip_colon();

  static std::string_view unescape(std::string_view raw, std::size_t size, std::string& scratch);
  static bool decimal(std::string_view text, std::int64_t& value);
  // Each begins at a value and returns the position after it; nullptr to refuse.
  static const char* after_value(JsonScanner scan);
  static const char* after_scalar(const char* at, const char* end);
  static const char* after_number(const char* at, const char* end);
  static const char* after_base64(const char* at, const char* end,
                                  std::vector<std::uint8_t>& bytes);  ///< after its first quote
  static const char* after_samples(JsonScanner scan, std::vector<std::int16_t>& values);

  const char* at_;
  const char* end_;
  std::string& scratch_;
  std::size_t size_;
  std::size_t depth_ = 0;
  bool first_ = false;  ///< nothing of the innermost container has been read
  bool refused_ = false;
};

/// Texts that are larger are left to read_object: they might hold more than kMaxValues.
inline constexpr std::size_t kMaxScannedText = 1 << 20;

// ---- what every field of an ordinary message goes through
// ----------------------------------------

inline JsonScanner::JsonScanner(std::string_view text, std::string& scratch)
    : at_(text.data()), end_(text.data() + text.size()), scratch_(scratch), size_(text.size()) {
  scratch_.clear();
  if (size_ > kMaxScannedText) refuse();
}

inline bool JsonScanner::refuse() {
  refused_ = true;
  at_ = end_;
  return false;
}

inline bool JsonScanner::move_to(const char* after) {
  if (after == nullptr) return refuse();
  at_ = after;
  return true;
}

inline char JsonScanner::skip_space() {
  if (at_ != end_ && *at_ > ' ') return *at_;
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return c;
  }
  return 0;
}

inline bool JsonScanner::open(char bracket) {
  if (skip_space() != bracket || depth_ == kMaxDepth) return refuse();
  ++at_;
  ++depth_;
  first_ = true;
  return true;
}

inline bool JsonScanner::enter_object() { return open('{'); }
inline bool JsonScanner::enter_array() { return open('['); }

inline bool JsonScanner::close() {
  ++at_;
  --depth_;
  first_ = false;
  return false;
}

inline bool JsonScanner::finished() {
  return !refused_ && depth_ == 0 && (skip_space(), at_ == end_);
}

inline bool JsonScanner::next(char bracket) {
  const char c = skip_space();
  if (c == bracket) return close();
  if (first_) {
    first_ = false;
    return c != 0 || refuse();
  }
  if (c != ',') return refuse();
  ++at_;
  return skip_space() != 0 || refuse();
}

inline bool JsonScanner::skip_string() {
  return skip_space() == '"' ? move_to(read_string(at_ + 1, end_).after) : refuse();
}

inline bool JsonScanner::text(std::string_view& value) {
  if (skip_space() != '"') return refuse();
  const char* const begin = at_ + 1;
  const StringEnd string = read_string(begin, end_);
  if (!move_to(string.after)) return false;
  value = {begin, static_cast<std::size_t>(string.after - 1 - begin)};
  if (string.escaped) value = unescape(value, size_, scratch_);
  return true;
}

inline bool JsonScanner::skip_colon() {
  if (skip_space() != ':') return refuse();
  ++at_;
  return true;
}

inline bool JsonScanner::next_key(std::string_view& key) {
  return next('}') && text(key) && skip_colon();
}

inline bool JsonScanner::skip_key() { return next('}') && skip_string() && skip_colon(); }

inline bool JsonScanner::next_element() { return next(']'); }

inline bool JsonScanner::skip() {
  return skip_space() == '"' ? skip_string() : move_to(after_value(*this));
}

inline bool JsonScanner::base64(std::vector<std::uint8_t>& bytes) {
  return skip_space() == '"' ? move_to(after_base64(at_ + 1, end_, bytes)) : refuse();
}

inline bool JsonScanner::integer(std::int64_t& value) {
  std::string_view digits;
  if (skip_space() == '"') {
    if (!text(digits)) return false;
  } else {
    const char* const begin = at_;
    if (!move_to(after_number(begin, end_))) return false;
    digits = {begin, static_cast<std::size_t>(at_ - begin)};
  }
  return decimal(digits, value) || refuse();
}

inline bool JsonScanner::int16_array(std::vector<std::int16_t>& values) {
  return move_to(after_samples(*this, values));
}

/// Whether `key` is `literal`: a comparison of words, not a call.
template <std::size_t N>
bool is(std::string_view key, const char (&literal)[N]) {
  return key.size() == N - 1 && std::memcmp(key.data(), literal, N - 1) == 0;
}

}  // namespace hookswitch::wire
