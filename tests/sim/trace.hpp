#pragma once

#include <iosfwd>

#include "hookswitch/bridge/bridge.hpp"

namespace hookswitch::sim {

/// What goes into a bridge and what comes out of it, one line each; frames of audio and what was
/// sent are left out.
void tell(std::ostream& out, const bridge::Input& input, Instant now);
void tell(std::ostream& out, const bridge::Output& output, Instant now);

}  // namespace hookswitch::sim
