#pragma once

#include <cstdint>
#include <string>

#include "store/queue.hpp"
#include "store/retention.hpp"

namespace hookswitch::store {

struct Settings {
  std::string file = "./hookswitch.db";
  std::uint64_t reserve = 32 << 20;  ///< bytes of the disk for records, when it is full; 0: none
  Retention retention;
  QueueRules queue;
};

}  // namespace hookswitch::store
