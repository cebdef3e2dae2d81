#pragma once

#include "hookswitch/carrier/media_streams/media_streams.hpp"

namespace hookswitch::carrier {

/// Smartflo of Tata Tele Business Services, and Acefone, whose platform it is: the messages of media
/// streams with the numbers and the direction in the start.
///
/// units   one media message of the host is a multiple of 160 bytes, and counts itself: `chunk`
/// source  Smartflo: voice streaming; sources differ on whether `chunk` is required
extern const StreamStyle kSmartfloStyle;
extern const StreamStyle kSmartfloLaxStyle;     ///< `chunk` is not looked at
extern const StreamStyle kSmartfloStrictStyle;  ///< audio without the next `chunk` is dropped

/// How the APIs end a call. Acefone's address has to be configured.
extern const HangUpApi kSmartfloHangUpApi;
extern const HangUpApi kAcefoneHangUpApi;

}  // namespace hookswitch::carrier
