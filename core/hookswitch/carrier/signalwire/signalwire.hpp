#pragma once

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// SignalWire cXML `<Connect><Stream>`: the messages of media streams with
/// UUIDs as ids, mu-law at 8 kHz or 16-bit little-endian PCM at 16 and 24 kHz.
///
/// units   one media message is 20 ms
/// source  SignalWire: cXML Stream; the byte order of L16 is not documented
extern const StreamStyle kSignalWireStyle;

/// Status webhooks, and how they are signed.
extern const HangUpWebhook kSignalWireHangUp;
extern const HangUpApi kSignalWireHangUpApi;

}  // namespace hookswitch::carrier
