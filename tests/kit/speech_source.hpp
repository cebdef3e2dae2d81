#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::kit {

/// A stand-in for speech: voiced syllables of changing pitch, hisses and pauses.
Pcm speech_like(int rate_hz, int seconds, std::uint64_t seed);

struct Speech {
  int rate_hz;
  Pcm samples;
};

/// Recorded speech: one WAV file, or a folder's WAV files of at least a second, in the order of
/// their names, up to two minutes; nullopt if there is no such file or its rate changes.
std::optional<Speech> read_speech(const std::string& path);

}  // namespace hookswitch::kit
