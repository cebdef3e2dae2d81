#pragma once

#include <chrono>
#include <thread>

namespace hookswitch::kit {

/// Asks again and again until the condition holds; false when it still does not at the deadline.
template <class Condition>
bool eventually(Condition condition,
                std::chrono::milliseconds deadline = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace hookswitch::kit
