#pragma once

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// Cloudonix CXML `<Connect><Stream>`: Twilio's messages, where `start.session` is the call's id for
/// the API and `accountSid` a domain.
///
/// units   one media message is 20 ms, 160 bytes
/// source  Cloudonix: CXML Stream, sessions API
extern const StreamStyle kCloudonixStyle;

/// How Cloudonix's API ends a call.
extern const HangUpApi kCloudonixHangUpApi;

}  // namespace hookswitch::carrier
