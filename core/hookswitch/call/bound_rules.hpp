#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/call/bounds.hpp"

namespace hookswitch::call {

/// The range of one bound.
struct BoundRule {
  std::string_view key;  ///< as it is configured, in seconds: "media_silence_s"
  Millis Bounds::*bound;
  Millis least, most;
};

/// One rule per bound.
std::span<const BoundRule> bound_rules();

/// What `last_words` may take of `end_to_gone`: the rest is for closing the agent's socket.
Millis most_last_words(const Bounds& bounds);

struct BoundFault {
  std::string_view key;  ///< of the bound at fault; "agent_tries" is a count
  std::string detail;
};

/// All faults: bounds out of their range, or that contradict each other.
std::vector<BoundFault> faults_of(const Bounds& bounds);

/// "longest_call_s 7200 s to 600 s, ..."; empty when they are the same.
std::string changes_text(const Bounds& before, const Bounds& after);

/// "7.5 s"
std::string seconds_text(Millis length);

}  // namespace hookswitch::call
