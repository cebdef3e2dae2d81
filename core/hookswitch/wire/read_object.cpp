#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/wire/ascii.hpp"
#include "hookswitch/wire/json_number.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_string.hpp"

namespace hookswitch::wire {
namespace {

/// The document of one text. Depth and count are refused before they cost memory; reading recurses
/// once per level.
class DocumentReader {
 public:
  DocumentReader(std::string_view text, std::size_t max_nodes)
      : begin_(text.data()),
        at_(text.data()),
        end_(text.data() + text.size()),
        max_nodes_(max_nodes) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
  }

  Result<Json> read() {
    if (!read_all()) return tl::unexpected(error_);
    return std::move(root_);
  }

 private:
  bool read_all() {
    bool more = read_value();
    while (more && !open_.empty()) more = read_next();
    if (!more) return false;
    skip_space();
    return at_ == end_ || refuse_here();
  }

  /// After a value in a container: the next value, or the end of the container.
  bool read_next() {
    const bool object = open_.back()->is_object();
    const char c = skip_space();
    if (c == (object ? '}' : ']')) return close();
    if (c != ',') return refuse_here();
    ++at_;
    return (!object || read_key()) && read_value();
  }

  bool read_value() {
    switch (skip_space()) {
      case '{':
        return open(Json::object()) && read_first('}');
      case '[':
        return open(Json::array()) && read_first(']');
      case '"': {
        std::string text;
        return read_text(text) && add_node() && put(std::move(text));
      }
      case 't':
        return read_word("true") && put(true);
      case 'f':
        return read_word("false") && put(false);
      case 'n':
        return read_word("null") && put(nullptr);
      default:
        return read_number();
    }
  }

  bool read_first(char closing) {
    if (skip_space() == closing) return close();
    return (closing == ']' || read_key()) && read_value();
  }

  bool read_key() {
    if (skip_space() != '"') return refuse_here();
    std::string name;
    if (!read_text(name) || !add_node()) return false;
    slot_ = &(*open_.back())[std::move(name)];
    if (skip_space() != ':') return refuse_here();
    ++at_;
    return true;
  }

  bool read_text(std::string& text) {
    const char* const start = ++at_;
    const StringEnd found = read_string(start, end_);
    if (found.after == nullptr) {
      at_ = wrong_in_string(start, end_);
      return refuse_here();
    }
    at_ = found.after;
    const std::string_view raw(start, static_cast<std::size_t>(at_ - start - 1));
    if (found.escaped)
      append_unescaped(raw, text);
    else
      text = raw;
    return true;
  }

  bool read_word(std::string_view word) {
    for (const char c : word) {
      if (at_ == end_ || *at_ != c) return refuse_here();
      ++at_;
    }
    return true;
  }

  bool read_digits() {
    if (at_ == end_ || !is_digit(*at_)) return refuse_here();
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
  }

  bool is_at(char c) const { return at_ != end_ && *at_ == c; }

  bool read_number() {
    const char* const start = at_;
    if (is_at('-')) ++at_;
    if (is_at('0'))
      ++at_;
    else if (!read_digits())
      return false;
    bool whole = true;
    if (is_at('.')) {
      whole = false;
      ++at_;
      if (!read_digits()) return false;
    }
    if (is_at('e') || is_at('E')) {
      whole = false;
      ++at_;
      if (is_at('+') || is_at('-')) ++at_;
      if (!read_digits()) return false;
    }
    if (whole && *start == '-') {
      if (const auto number = whole_number<Json::number_integer_t>(start)) return put(*number);
    } else if (whole) {
      if (const auto number = whole_number<Json::number_unsigned_t>(start)) return put(*number);
    }
    const double value = double_of({start, static_cast<std::size_t>(at_ - start)});
    return std::isfinite(value) ? put(value) : refuse_here();
  }

  /// The number from `start` to here; nullopt when it is too large.
  template <class Number>
  std::optional<Number> whole_number(const char* start) const {
    Number number = 0;
    if (std::from_chars(start, at_, number).ec != std::errc{}) return std::nullopt;
    return number;
  }

  /// The character at the start of what follows; 0 at the end.
  char skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    return at_ == end_ ? '\0' : *at_;
  }

  bool refuse(Errc code) {
    error_ = {code, 0};
    return false;
  }
  bool refuse_here() {
    error_ = {Errc::not_json, static_cast<std::uint32_t>(at_ - begin_)};
    return false;
  }

  bool add_node() { return ++nodes_ <= max_nodes_ || refuse(Errc::message_too_large); }
  bool add_value() { return ++values_ <= kMaxValues || refuse(Errc::message_too_large); }

  Json* place(Json&& value) {
    if (open_.empty()) return &(root_ = std::move(value));
    if (open_.back()->is_object()) return &(*slot_ = std::move(value));
    open_.back()->push_back(std::move(value));
    return &open_.back()->back();
  }

  bool put(Json value) {
    if (open_.empty()) return refuse(Errc::not_json);  // the whole text is no object
    if (!add_value()) return false;
    place(std::move(value));
    return true;
  }

  bool open(Json value) {
    if (!add_node()) return false;
    if (open_.empty() && value.is_array()) return refuse(Errc::not_json);
    if (open_.size() == kMaxDepth) return refuse(Errc::too_deep);
    if (!add_value()) return false;
    open_.push_back(place(std::move(value)));
    ++at_;
    return true;
  }

  bool close() {
    ++at_;
    open_.pop_back();
    return true;
  }

  const char *begin_, *at_, *end_;
  Json root_;
  std::vector<Json*> open_;  ///< containers not yet closed; parents do not grow meanwhile
  Json* slot_ = nullptr;     ///< value of the last key
  std::size_t values_ = 0;
  std::size_t nodes_ = 0, max_nodes_;
  Error error_{Errc::not_json};
};

}  // namespace

Result<Json> read_object(std::string_view text, std::size_t max_nodes) {
  return DocumentReader(text, max_nodes).read();
}

}  // namespace hookswitch::wire
