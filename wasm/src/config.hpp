#pragma once

#include "hookswitch/phone/config.hpp"
#include "values.hpp"

namespace hookswitch::wasm {

/// The phone's configuration out of a RawConfig of raw.ts.
///
/// errors  unknown dialect, a rate that the dialect or the resampler does not have
Result<phone::Config> read_config(const val& from, Instant now);

}  // namespace hookswitch::wasm
