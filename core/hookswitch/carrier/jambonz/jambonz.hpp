#pragma once

#include <string>

#include "hookswitch/carrier/audio_fork/audio_fork.hpp"

namespace hookswitch::carrier {

/// jambonz's verb `stream` (`listen`): raw audio both ways, or clips of the host in JSON.
///
/// shape   a JSON object with the call's facts and the verb's `metadata`, then audio
/// units   a key's duration counts samples at 8 kHz
/// errors  unsupported_format for stereo and for rates above 48 kHz
/// source  jambonz: documentation, source and its Node SDK
inline constexpr Traits kJambonzTraits{.caller_frame = Micros{20'000},
                                       .host_frame = Micros{20'000},
                                       .has_start = true,
                                       .owes_stop = false,
                                       .owes_close = true,
                                       .hangs_up_by_close = false,
                                       .acknowledges_marks = true,
                                       .playout_buffer = Micros{60'000'000}};

/// `bidirectionalAudio.streaming`: audio of the host in binary messages, with marks.
extern const ForkStyle kJambonzStyle;
/// Without it: `playAudio`, of which ten may wait, and `playDone`.
extern const ForkStyle kJambonzClassicStyle;

// The first message.
bool is_jambonz_call_info(const wire::Json& message);
Result<Started> read_jambonz_call_info(std::string_view text, int rate_hz,
                                       std::optional<Error>& anomaly);
std::string write_jambonz_call_info(const CallFacts& facts, Rng& rng);

}  // namespace hookswitch::carrier
