#include "config/duplicate_keys.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace hookswitch::config {
namespace {

/// Walks the text and remembers the keys of every object that is open.
class Walker {
 public:
  using Json = nlohmann::json;

  bool null() { return value(); }
  bool boolean(bool) { return value(); }
  bool number_integer(Json::number_integer_t) { return value(); }
  bool number_unsigned(Json::number_unsigned_t) { return value(); }
  bool number_float(Json::number_float_t, const std::string&) { return value(); }
  bool string(std::string&) { return value(); }
  bool binary(Json::binary_t&) { return value(); }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Level& level = levels_.back();
    level.key = name;
    if (!level.keys.insert(name).second) found_.push_back(path());
    return true;
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  struct Level {
    bool is_array;
    std::size_t next = 0;  ///< in an array
    std::string key{};     ///< in an object
    std::set<std::string> keys{};
  };

  bool value() {
    if (!levels_.empty()) ++levels_.back().next;
    return true;
  }
  bool open(bool is_array) {
    levels_.push_back({is_array});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return value();
  }
  std::string path() const {
    std::string text;
    for (const Level& level : levels_) {
      if (level.is_array)
        text += '[' + std::to_string(level.next) + ']';
      else
        text += (text.empty() ? "" : ".") + level.key;
    }
    return text;
  }

  std::vector<Level> levels_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> duplicate_keys(std::string_view text) {
  Walker walker;
  nlohmann::json::sax_parse(text, &walker);
  return walker.take();
}

}  // namespace hookswitch::config
