#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "store/sqlite/connection.hpp"

namespace hookswitch::store::sqlite {

/// The clocks of the machine; a test brings its own.
struct Clocks {
  std::function<std::int64_t()> calendar_ms;  ///< since 1970; may jump
  std::function<std::int64_t()> steady_ms;    ///< since anything, for this process
  std::function<std::int64_t()> boot_ms;      ///< since the boot, for every process
  std::string boot;                           ///< names the boot; empty: not known

  static Clocks of_the_system();
};

/// The queue's own time: milliseconds that pass as they really do, also when the calendar is set
/// back or forward. Leases, pauses and the age of records are counted in it.
///
/// shape   load() once, then now_ms(); save() periodically, so that the next process continues
///         from there
/// range   begins as the calendar of the moment in which the database was made
/// time    while the process lives, the monotonic clock; across a restart, the time since the boot;
///         across a boot, what the calendar says, but never backwards
/// errors  load, save: false, the connection knows why
class QueueClock {
 public:
  QueueClock(Connection& sqlite, Clocks clocks);

  bool load();
  bool save();
  std::int64_t now_ms() const { return base_ms_ + clocks_.steady_ms() - base_steady_ms_; }
  /// When that is by the calendar as it stands now: the same in every process, until the calendar
  /// is set.
  std::int64_t calendar_of(std::int64_t queue_ms);

 private:
  Connection& sqlite_;
  Clocks clocks_;
  std::int64_t base_ms_ = 0, base_steady_ms_ = 0;
  std::int64_t offset_ms_ = 0;  ///< of the calendar; kept while it differs by clock drift only
};

}  // namespace hookswitch::store::sqlite
