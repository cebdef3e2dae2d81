#pragma once

#include <string>

#include "hookswitch/carrier/audio_fork/audio_fork.hpp"

namespace hookswitch::carrier {

/// FreeSWITCH's modules mod_audio_stream, and mod_audio_fork as the profile `fork`.
///
/// shape   the text that the dialplan gives as metadata, if any, then audio; no stop message
/// units   one message of the caller is 20 ms at 8 or 16 kHz
/// errors  unsupported_format when the metadata says stereo or another rate
/// source  mod_audio_stream's README; drachtio's mod_audio_fork
inline constexpr Traits kFreeSwitchTraits{.caller_frame = Micros{20'000},
                                          .host_frame = Micros{100'000},
                                          .has_start = true,
                                          .owes_stop = false,
                                          .owes_close = true,
                                          .hangs_up_by_close = false,
                                          .acknowledges_marks = false,
                                          .carries_keys = false,
                                          .playout_buffer = Micros{60'000'000},
                                          .speaks_json_only = false};

extern const ForkStyle kFreeSwitchStyle;
/// Builds that say `playoutDone` when their buffer is empty.
extern const ForkStyle kFreeSwitchPlayoutStyle;
extern const ForkStyle kFreeSwitchForkStyle;

// The first text, which is free: the recommended form is an object with `uuid` and `sampleRate`.
Result<Started> read_freeswitch_metadata(std::string_view text, int rate_hz,
                                         std::optional<Error>& anomaly);
std::string write_freeswitch_metadata(const CallFacts& facts, Rng& rng);

}  // namespace hookswitch::carrier
