#include "store/sqlite/queue_clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <utility>

#include "system/clock.hpp"

namespace hookswitch::store::sqlite {
namespace {

/// Unlike the monotonic clock it counts while the machine sleeps.
std::int64_t since_boot_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000 + time.tv_nsec / 1'000'000;
}

}  // namespace

Clocks Clocks::of_the_system() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  return {[] { return system::wall_clock().unix_ms; },
          [] {
            return std::chrono::duration_cast<std::chrono::milliseconds>(
                       system::now().time_since_epoch())
                .count();
          },
          since_boot_ms, std::move(boot)};
}

QueueClock::QueueClock(Connection& sqlite, Clocks clocks)
    : sqlite_(sqlite), clocks_(std::move(clocks)) {}

bool QueueClock::load() {
  Statement saved =
      sqlite_.prepare("SELECT queue_ms, calendar_ms, boot_ms, boot FROM queue_time WHERE one = 1");
  base_ms_ = clocks_.calendar_ms();
  base_steady_ms_ = clocks_.steady_ms();
  offset_ms_ = 0;
  if (saved.step()) {
    const std::int64_t awake_ms = clocks_.boot_ms() - saved.integer(2);
    const bool same_boot = !clocks_.boot.empty() && saved.text(3) == clocks_.boot && awake_ms >= 0;
    const std::int64_t passed_ms =
        same_boot ? awake_ms : std::max<std::int64_t>(0, base_ms_ - saved.integer(1));
    base_ms_ = saved.integer(0) + passed_ms;
    offset_ms_ = saved.integer(1) - saved.integer(0);
  } else if (saved.failed()) {
    return false;
  }
  return true;
}

bool QueueClock::save() {
  const std::int64_t queue_ms = now_ms();
  return sqlite_
      .prepare(
          "INSERT OR REPLACE INTO queue_time(one, queue_ms, calendar_ms, boot_ms, boot) "
          "VALUES(1, ?, ?, ?, ?)")
      .bind(queue_ms, calendar_of(queue_ms), clocks_.boot_ms(), clocks_.boot)
      .run();
}

std::int64_t QueueClock::calendar_of(std::int64_t queue_ms) {
  constexpr std::int64_t kDrift = 100;
  const std::int64_t offset_ms = clocks_.calendar_ms() - now_ms();
  if (std::abs(offset_ms - offset_ms_) > kDrift) offset_ms_ = offset_ms;
  return queue_ms + offset_ms_;
}

}  // namespace hookswitch::store::sqlite
