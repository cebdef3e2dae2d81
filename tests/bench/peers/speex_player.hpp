#pragma once

#include <memory>

#include "kit/trace_run.hpp"

namespace hookswitch::bench {

/// libspeexdsp's jitter buffer as an application uses it: one packet or none per 20 ms. It has no
/// concealment and no decoder here, so missing audio is silence.
std::unique_ptr<kit::TracePlayer> make_speex_player(int rate_hz);

}  // namespace hookswitch::bench
