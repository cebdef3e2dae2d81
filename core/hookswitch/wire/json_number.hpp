#pragma once

#include <string_view>

namespace hookswitch::wire {

/// The double nearest to a JSON number; infinite when it is too large for one.
///
/// shape   `number` is well-formed
/// cost    rare: integers are read without it. In WASM the JavaScript engine converts
///         (wasm/src/json_number.cpp): libc would do it in emulated quadruple precision
double double_of(std::string_view number);

}  // namespace hookswitch::wire
