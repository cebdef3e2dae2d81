#pragma once

#include <condition_variable>
#include <mutex>

#include "hookswitch/base/time.hpp"

namespace hookswitch::net {

/// Counts operations in progress, and waits for the last of them. From any thread.
class BusyCount {
 public:
  void add(int change) {
    const std::lock_guard lock(mutex_);
    count_ += change;
    if (count_ == 0) idle_.notify_all();
  }
  /// False when the count is not zero after that time.
  bool wait_until_idle(Millis at_most) {
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, at_most, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  int count_ = 0;
};

/// One operation in progress, for as long as it lives.
class Busy {
 public:
  explicit Busy(BusyCount& count) : count_(count) { count_.add(1); }
  ~Busy() { count_.add(-1); }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  BusyCount& count_;
};

}  // namespace hookswitch::net
