#pragma once

#include "store/sqlite/queue_clock.hpp"

namespace hookswitch::kit {

/// The clocks of a machine whose calendar a test sets.
struct SetClock {
  std::int64_t calendar_ms, steady_ms = 0, boot_ms = 3'600'000;
  std::string boot = "boot-1";

  store::sqlite::Clocks clocks() const {
    return {[this] { return calendar_ms; }, [this] { return steady_ms; },
            [this] { return boot_ms; }, boot};
  }
  void pass(std::int64_t ms) {
    calendar_ms += ms;
    steady_ms += ms;
    boot_ms += ms;
  }
  void reboot(std::int64_t off_for_ms) {
    calendar_ms += off_for_ms;
    steady_ms = boot_ms = 0;
    boot += "+";
  }
};

}  // namespace hookswitch::kit
