#include "hookswitch/wire/json_number.hpp"

#include <emscripten/val.h>

#include <string>

// The linker takes this one before the core library's.
namespace hookswitch::wire {

double double_of(std::string_view number) {
  return emscripten::val::global().call<double>("Number", std::string(number));
}

}  // namespace hookswitch::wire
