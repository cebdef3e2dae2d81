#pragma once

#include <memory>

#include "kit/trace_run.hpp"

namespace hookswitch::bench {

/// WebRTC's NetEq (Debian's libtgowt, January 2023) with its defaults, fed L16 so that decoding
/// costs nothing; nullptr when this program was built without it.
std::unique_ptr<kit::TracePlayer> make_neteq_player(int rate_hz);

}  // namespace hookswitch::bench
