#pragma once

#include <string>

#include "values.hpp"

/// Sound outside of a call: other rates, WAV files. `samples` are the bytes of 16-bit samples.
namespace hookswitch::wasm {

/// Undefined when a rate is out of range.
val resample(const std::string& samples, int from_hz, int to_hz);

/// {rateHz, samples}, or {error}.
val read_wav_file(const std::string& file);

val write_wav_file(const std::string& samples, int rate_hz);

}  // namespace hookswitch::wasm
