#pragma once

#include <cstdint>
#include <string>

#include "store/queue.hpp"
#include "store/retention.hpp"

namespace hookswitch::store {

struct Settings {
  std::string file = "./hookswitch.db";
  /// Names this bridge in its journals and in the leases of its own delivery. Empty: the id of the
  /// database file. At most kMaxNode of A-Z a-z 0-9 . _ -
  std::string node;
  static constexpr std::size_t kMaxNode = 64;
  std::uint64_t reserve = 32 << 20;  ///< bytes of the disk for records, when it is full; 0: none
  Retention retention;
  QueueRules queue;
};

}  // namespace hookswitch::store
