#pragma once

#include <emscripten/val.h>

#include <string>
#include <string_view>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/base/time.hpp"

/// How single values cross between C++ and JavaScript: numbers, strings, bytes and plain objects.
///
/// units   times are double microseconds, named ...Us in JavaScript
/// cost    what goes to JavaScript is a copy that it owns
namespace hookswitch::wasm {

using emscripten::val;

inline Micros micros(double span_us) { return Micros{static_cast<std::int64_t>(span_us)}; }

inline Instant instant(double now_us) { return Instant{micros(now_us)}; }

inline double us(Micros span) { return static_cast<double>(span.count()); }

template <class T>
val copied(const T* data, std::size_t size) {
  return val(emscripten::typed_memory_view(size, data)).call<val>("slice");
}

/// A Uint8Array.
val copied(std::string_view bytes);

/// Bytes come in as std::string, which Embind fills from a Uint8Array in one copy.
Pcm samples_of(const std::string& bytes);

/// {type}.
val object(std::string_view type);

/// {name, field, at}.
val error_object(const Error& error);

/// What the resampler can do.
inline bool usable_rate(int hz) { return hz >= 8'000 && hz <= 48'000; }

}  // namespace hookswitch::wasm
