#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/result.hpp"

namespace hookswitch::agent::gemini {

/// The rate of "audio/pcm;rate=16000"; `without` if it names no rate; nullopt if it is not PCM.
std::optional<int> pcm_rate(std::string_view mime_type, int without);

/// The two messages that carry audio and nothing else, read without building a document: false for
/// every other message, and for these in an unusual form. The decoded audio is
/// appended to `bytes`, whose content is unspecified after false.
///
/// cost    no allocation once the buffers have grown
bool scan_model_audio(std::string_view text, std::string& scratch,
                      std::vector<std::uint8_t>& bytes);
/// `rate_hz` is the one that the message declares.
bool scan_caller_audio(std::string_view text, std::string& scratch,
                       std::vector<std::uint8_t>& bytes, int& rate_hz);

}  // namespace hookswitch::agent::gemini
