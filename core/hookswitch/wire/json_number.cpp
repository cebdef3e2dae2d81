#include "hookswitch/wire/json_number.hpp"

#include <cstdlib>
#include <string>

namespace hookswitch::wire {

double double_of(std::string_view number) {
  return std::strtod(std::string(number).c_str(), nullptr);
}

}  // namespace hookswitch::wire
