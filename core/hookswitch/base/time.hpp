#pragma once

#include <chrono>
#include <cstdint>

namespace hookswitch {

using Micros = std::chrono::duration<std::int64_t, std::micro>;
using Millis = std::chrono::duration<std::int64_t, std::milli>;
using namespace std::chrono_literals;

/// The core's clock: it has no now(), so core code cannot read the time; the time is passed in.
///
/// units   microseconds, monotonic, any epoch
/// source  docs/reference/design.md#time
struct CoreClock {
  using duration = Micros;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CoreClock, duration>;
  static constexpr bool is_steady = true;
};

/// A moment on the local monotonic clock.
using Instant = CoreClock::time_point;

/// Ties one Instant to the calendar, so that a record can carry RFC 3339 times.
///
/// units   `unix_ms` milliseconds since 1970-01-01 UTC
/// range   taken once per call; a later change of the system's clock does not bend the call
struct WallClock {
  Instant at{};
  std::int64_t unix_ms = 0;

  constexpr std::int64_t unix_ms_at(Instant when) const {
    return unix_ms + std::chrono::floor<Millis>(when - at).count();
  }
};

constexpr std::int64_t to_ms(Micros span) { return std::chrono::floor<Millis>(span).count(); }

/// Media time: how long `samples` last at `rate_hz`.
constexpr Micros duration_of(std::int64_t samples, int rate_hz) {
  return Micros{samples * 1'000'000 / rate_hz};
}

/// How many whole samples fit into `span` at `rate_hz`.
constexpr std::int64_t samples_in(Micros span, int rate_hz) {
  return span.count() * rate_hz / 1'000'000;
}

}  // namespace hookswitch
