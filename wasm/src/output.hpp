#pragma once

#include "hookswitch/phone/output.hpp"
#include "values.hpp"

namespace hookswitch::wasm {

/// One output of the phone as a RawOutput of raw.ts.
val to_object(const phone::Output& output);

}  // namespace hookswitch::wasm
