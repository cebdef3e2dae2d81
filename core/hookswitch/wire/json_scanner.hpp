#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/wire/json_string.hpp"

namespace hookswitch::wire {

/// Walks through one JSON object, value by value, and builds nothing: for messages that come fifty
/// times a second.
///
/// shape   enter, then keys (or elements) in a loop and for each exactly one value, read or
///         skipped. The first refusal ends everything; finished() says whether the text as a whole
///         was accepted, and only then is what was read worth anything:
///           if (scan.enter_object())
///             while (scan.next_key(key)) key == "event" ? scan.text(event) : scan.skip();
///           if (scan.finished()) ...
///         A repeated key comes out again: the last one counts, as in read_object
/// range   accepts nothing that read_object refuses, and means the same by it. It refuses some of
///         what read_object accepts: texts above kMaxScannedText, numbers that may be too large for
///         a double, a byte order mark, what follows a zero byte. The document has the last word
/// errors  none are told apart; all calls after a refusal refuse
/// cost    one pass, 8 bytes per step within strings; no allocation unless there are escapes and
///         `scratch` has to grow
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
  char skip_space();  ///< the character now looked at; 0 at the end
  bool open(char bracket);
  bool close();
  bool next(char bracket);  ///< on to the next key or element, or out of the container
  bool read_key(JsonString& key);
  bool read_raw(JsonString& value);
  bool unescaped(const JsonString& string, std::string_view& value);
  std::string_view unescape(std::string_view raw);
  bool skip_number();
  bool skip_word(std::string_view word);
  bool skip_scalar();

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

// What every field of a message goes through is compiled into its reader.

inline char JsonScanner::skip_space() {
  if (at_ != end_ && *at_ > ' ') return *at_;
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return c;
  }
  return 0;
}

inline bool JsonScanner::close() {
  ++at_;
  --depth_;
  first_ = false;
  return false;
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

inline bool JsonScanner::read_raw(JsonString& value) {
  if (skip_space() != '"') return refuse();
  const char* const behind = read_string(at_ + 1, end_, value);
  if (behind == nullptr) return refuse();
  at_ = behind;
  return true;
}

inline bool JsonScanner::unescaped(const JsonString& string, std::string_view& value) {
  if (string.escaped) {
    value = unescape(string.raw);
  } else {
    value = string.raw;
  }
  return true;
}

inline bool JsonScanner::read_key(JsonString& key) {
  if (!next('}') || !read_raw(key)) return false;
  if (skip_space() != ':') return refuse();
  ++at_;
  return true;
}

inline bool JsonScanner::next_key(std::string_view& key) {
  JsonString raw;
  return read_key(raw) && unescaped(raw, key);
}

inline bool JsonScanner::text(std::string_view& value) {
  JsonString raw;
  return read_raw(raw) && unescaped(raw, value);
}

inline bool JsonScanner::next_element() { return next(']'); }

}  // namespace hookswitch::wire
