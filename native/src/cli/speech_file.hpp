#pragma once

#include <string>

#include "hookswitch/audio/wav.hpp"
#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::native {

/// Why something on the command line cannot be used.
struct Refusal {
  Errc code;
  std::string detail;
  std::string remedy{};  ///< empty: the catalogue's
};
template <class T>
using Checked = tl::expected<T, Refusal>;

/// The WAV file that the caller is to say.
/// errors  audio_file_unreadable, bad_wav; the remedy can be pasted: it names the file
Checked<WavAudio> read_speech(const std::string& file);

}  // namespace hookswitch::native
