#pragma once

#include <string>

#include "hookswitch/base/time.hpp"

namespace hookswitch::deliver {

/// Push delivery of ended calls.
struct Settings {
  std::string url;     ///< http:// or https://; empty: nothing is delivered
  std::string secret;  ///< signs each delivery
  int at_once = 4;
  Millis timeout{10'000};
};

}  // namespace hookswitch::deliver
