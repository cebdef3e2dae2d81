#pragma once

#include <span>
#include <string_view>

#include "hookswitch/base/rng.hpp"
#include "kit/world.hpp"

namespace hookswitch::sim {

enum class Moment : bool { begin, any };

/// A named way in which the surroundings of a bridge misbehave.
struct Fault {
  std::string_view name;
  std::string_view what;
  /// Before the call; may be null.
  void (*arrange)(kit::World::Config& config, Rng& rng);
  /// In the call; may be null.
  void (*happen)(kit::World& world, Rng& rng);
  Moment moment;  ///< when it may happen
};

std::span<const Fault> faults();
/// nullptr if there is no fault of that name.
const Fault* fault_named(std::string_view name);

/// Something that is no message of any dialect, or a broken one.
wire::Frame garbage(Rng& rng);

}  // namespace hookswitch::sim
