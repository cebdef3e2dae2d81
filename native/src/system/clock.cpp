#include "system/clock.hpp"

#include <chrono>

namespace hookswitch::system {

// The only lines of the program that read a clock for the core.
Instant now() {
  return Instant{
      std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now().time_since_epoch())};
}

WallClock wall_clock() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return {now(), std::chrono::duration_cast<Millis>(since_1970).count()};
}

}  // namespace hookswitch::system
