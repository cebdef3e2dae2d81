#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "sim/faults.hpp"
#include "sim/witness.hpp"

namespace hookswitch::sim {

/// One call of a soak: everything about it is drawn from the run's seed and the call's number.
struct Plan {
  kit::World::Config config;
  Micros says_at{0}, says_for{0};
  std::optional<Micros> hangs_up_at;
  struct Event {
    const Fault* fault;
    Micros at;
    std::uint64_t seed;
  };
  std::vector<Event> faults;  ///< of Moment::begin first
  std::uint64_t seed = 0;
};

Plan draw(std::uint64_t seed, std::uint64_t number);
std::string to_string(const Plan& plan);

/// What became of a call.
struct Outcome {
  std::vector<std::string> complaints;
  std::string cause;  ///< empty: no record, because the process died before its first row
  std::optional<record::Record> record;
  int final_texts = 0;
  Micros lived{0};
};

/// Something between a bridge and its witness, to see whether the witness notices: it may change an
/// output, and says how often the witness gets to see it.
using Sabotage = std::function<int(bridge::Output& seen)>;

/// Runs the call and judges it. `trace`, if given, receives everything but audio.
Outcome live(const Plan& plan, std::ostream* trace = nullptr, const Sabotage& sabotage = {});
/// The same, judged by other bounds than the bridge has.
Outcome live(const Plan& plan, const call::Bounds& promised);

}  // namespace hookswitch::sim
