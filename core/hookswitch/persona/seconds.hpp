#pragma once

#include <cstdint>
#include <string>

namespace hookswitch::persona {

/// How long `samples` last, in words: "2.4 s".
inline std::string seconds(std::int64_t samples, int rate_hz) {
  const std::int64_t tenths = (samples * 10 + rate_hz / 2) / rate_hz;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace hookswitch::persona
