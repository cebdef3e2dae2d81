#pragma once

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::persona {

/// Two soft tones, the second lower, 0.6 s in all: what a persona says that has no words.
///
/// range   at most a quarter of full scale
/// cost    integers only: native and WASM agree
Pcm chime(int rate_hz);

}  // namespace hookswitch::persona
