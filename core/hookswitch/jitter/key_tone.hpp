#pragma once

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::jitter {

/// Whether audio holds a telephone key's tone (DTMF), which must keep its length to be understood.
///
/// shape   audio -> yes or no; either half may be the tone, so that its ends are found too
/// units   samples at 8, 16, 24 or 48 kHz; at other rates it returns false
/// range   two tones and hardly anything else: one of 680 to 960 Hz, one of 1190 to 1660 Hz
/// time    media time only
/// errors  none
/// cost    O(samples), a few divisions and one sqrt; no allocation
/// source  frequencies: ITU-T Q.23. Two sinusoids obey x[n] + x[n-4] = p (x[n-1] + x[n-3]) - q
///         x[n-2]: the best p and q give the frequencies, the remainder shows whether there is
///         other sound
bool has_key_tone(PcmView audio, int rate_hz);

}  // namespace hookswitch::jitter
