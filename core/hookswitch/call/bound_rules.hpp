#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/call/bounds.hpp"

namespace hookswitch::call {

/// What one bound may be.
struct BoundRule {
  std::string_view name;  ///< of the member
  Millis Bounds::*bound;
  Millis least, most;
};

/// One rule per bound.
std::span<const BoundRule> bound_rules();

struct BoundFault {
  std::string_view name;  ///< of the bound at fault
  std::string detail;
};

/// The first thing that makes no sense: a bound out of its range, or two that contradict each
/// other.
std::optional<BoundFault> fault_of(const Bounds& bounds);

}  // namespace hookswitch::call
