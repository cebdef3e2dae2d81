#pragma once

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// Twilio Media Streams over `<Connect><Stream>`: JSON text, base64 mu-law at 8 kHz, every number
/// but the media format's a string.
///
/// units   one media message is 20 ms, 160 bytes
/// source  Twilio: Media Streams, WebSocket messages; errors 31924 and 31950
extern const StreamStyle kTwilioStyle;

/// Twilio's status webhooks and how they are signed.
extern const HangUpWebhook kTwilioHangUp;

/// How Twilio's API ends a call.
extern const HangUpApi kTwilioHangUpApi;

}  // namespace hookswitch::carrier
