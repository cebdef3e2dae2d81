#include "cli/number_option.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace hookswitch::cli {
namespace {

/// Digits, and a fraction after a point.
bool is_decimal(const std::string& text, bool whole) {
  const auto point = text.find('.');
  const auto digits = [](const std::string& part) {
    return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
  };
  if (point == text.npos) return digits(text);
  return !whole && digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.16g", number);
  return text.data();
}

OptionCheck check(std::string name, const char* kind, bool whole, double least, double most) {
  return [=, name = std::move(name)](const std::string& text) -> std::string {
    if (is_decimal(text, whole)) {
      const double value = std::strtod(text.c_str(), nullptr);
      if (value >= least && value <= most) return {};
    }
    return name + ' ' + text + ": " + kind + " from " + number_text(least) + " to " +
           number_text(most) + " is required";
  };
}

}  // namespace

OptionCheck number(std::string name, double least, double most) {
  return check(std::move(name), "a number", false, least, most);
}

OptionCheck whole_number(std::string name, std::int64_t least, std::int64_t most) {
  return check(std::move(name), "a whole number", true, static_cast<double>(least),
               static_cast<double>(most));
}

}  // namespace hookswitch::cli
