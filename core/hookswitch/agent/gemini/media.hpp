#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/result.hpp"

namespace hookswitch::agent::gemini {

/// The rate of "audio/pcm;rate=16000"; `without` where none is named; nullopt for what is no PCM.
std::optional<int> pcm_rate(std::string_view mime_type, int without);

/// The two messages that carry audio and nothing else, read without building a document: false for
/// every other message, and for everything unusual about these. `bytes` is what was decoded,
/// appended; after false it is worth nothing.
///
/// cost    no allocation once the buffers have grown
bool scan_model_audio(std::string_view text, std::string& scratch,
                      std::vector<std::uint8_t>& bytes);
/// `rate_hz` is the one that the message declares.
bool scan_caller_audio(std::string_view text, std::string& scratch,
                       std::vector<std::uint8_t>& bytes, int& rate_hz);

}  // namespace hookswitch::agent::gemini
