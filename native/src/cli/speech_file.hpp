#pragma once

#include <string>

#include "hookswitch/audio/wav.hpp"
#include "system/failure.hpp"

namespace hookswitch::cli {

/// The WAV file that the caller is to say.
/// errors  audio_file_unreadable, bad_wav; the remedy can be pasted: it names the file
system::Checked<WavAudio> read_speech(const std::string& file);

}  // namespace hookswitch::cli
