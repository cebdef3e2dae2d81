#pragma once

#include <memory>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Twilio Media Streams over `<Connect><Stream>`: JSON text, base64 mu-law at 8 kHz, every number
/// but the media format's a string.
///
/// shape   connected, start, media..., stop; marks come back on play-out and on clear
/// units   one media message is 20 ms, 160 bytes
/// errors  wrong_opcode for binary, wrong_stream for another streamSid; a message out of sequence
///         is used and called odd
/// source  Twilio: Media Streams, WebSocket messages; errors 31924 and 31950
inline constexpr Traits kTwilioTraits{.frame = Micros{20'000},
                                      .has_start = true,
                                      .owes_stop = true,
                                      .owes_close = true,
                                      .hangs_up_by_close = false,
                                      .acknowledges_marks = true,
                                      .playout_buffer = Micros{600'000'000}};

/// What our carrier's end does where a host may want to see both. None is uncertain here.
struct TwilioSwitches {
  EndHabit end{};
};

std::unique_ptr<HostEnd> make_twilio_host();
std::unique_ptr<CarrierEnd> make_twilio_carrier(const CallFacts& facts,
                                                const TwilioSwitches& switches, Rng& rng);

}  // namespace hookswitch::carrier
