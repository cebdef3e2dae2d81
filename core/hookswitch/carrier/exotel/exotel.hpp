#pragma once

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// Exotel AgentStream (the Voicebot applet): the messages of media streams in snake_case, 16-bit
/// little-endian PCM at 8, 16 or 24 kHz, as `sample-rate` of the URL says.
///
/// shape   a stream to which the flow returns may begin without a start
/// units   one media message of the carrier is 100 ms; one of the host a multiple of 320 bytes, from
///         3,200 to 100,000: 200 ms at 8 kHz
/// source  Exotel: AgentStream, Voicebot applet
extern const StreamStyle kExotelStyle;
/// The same guide recommends host messages of 640 bytes at most, from 320, for a quick barge-in.
extern const StreamStyle kExotelSmallStyle;

/// Status callbacks; they are not signed.
extern const HangUpWebhook kExotelHangUp;

}  // namespace hookswitch::carrier
