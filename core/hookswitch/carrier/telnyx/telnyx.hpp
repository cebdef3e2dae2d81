#pragma once

#include <string>
#include <string_view>

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// Telnyx media streaming in both directions (`stream_bidirectional_mode` is `rtp`): the messages
/// of media streams in snake_case. The caller's audio is in the codec of the phone leg, which the
/// start names; the host's is in the codec that the stream was ordered with.
///
/// shape   media messages may come in any order: their `chunk` puts them back
/// units   one media message of the carrier is 20 ms; one of the host 20 ms to 30 s
/// source  Telnyx: media streaming over WebSockets; the byte order of L16 is not documented
extern const StreamStyle kTelnyxStyle;
extern const StreamStyle kTelnyxEuropeStyle;  ///< the phone leg is A-law

/// What the media URL's query says of the order: `codec` (PCMU, PCMA, L16), `rate` in Hz,
/// `byte_order` of L16 (big, little).
/// errors  unsupported_format with the name of the field
[[nodiscard]] Result<StreamOrder> read_telnyx_order(std::string_view query);
/// The query for a host's format; empty for the default.
std::string write_telnyx_order(codec::MediaFormat host);

/// How Telnyx's API ends a call.
extern const HangUpApi kTelnyxHangUpApi;

}  // namespace hookswitch::carrier
