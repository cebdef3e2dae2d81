#pragma once

#include <cstdint>

namespace hookswitch::store {

/// How long records are kept once their queue entry was acknowledged; unacknowledged records are
/// kept in any case.
struct Retention {
  std::int64_t days = 0;     ///< since the end of the call; 0: for ever
  std::int64_t records = 0;  ///< as many of the newest; 0: all
  bool is_set() const { return days > 0 || records > 0; }
};

}  // namespace hookswitch::store
