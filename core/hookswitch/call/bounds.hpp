#pragma once

#include "hookswitch/base/time.hpp"

namespace hookswitch::call {

/// How long each part of a call may take. All on by default, all configurable per profile and, as a
/// part of bridge::Config, per call.
///
/// units   Millis
/// range   bound_rules.hpp: faults_of() finds invalid bounds
/// source  docs/bounds.md: what each of them guarantees
struct Bounds {
  Millis answered_to_socket{10'000};
  /// For carriers that open the socket before the call is answered: takes the place of
  /// `socket_to_start`. Also how long a call may ring that was placed.
  Millis ringing{120'000};
  Millis socket_to_start{5'000};
  Millis start_to_media{10'000};
  Millis media_silence{10'000};
  /// For carriers that send no media while the caller is on hold: takes the place of
  /// `media_silence`. 0: the carrier does not pause.
  Millis longest_pause{0};
  Millis announced_pause{600'000};  ///< for a pause of the audio that the carrier announces
  Millis agent_connect{8'000};      ///< all tries together
  int agent_tries = 3;
  Millis send_outstanding{5'000};
  Millis goodbye_to_hang_up{2'000};  ///< plus the audio left to play
  Millis stop_to_close{500};
  Millis last_words{1'200};  ///< within end_to_gone: how long the agent may still transcribe
  Millis end_to_gone{2'000};
  Millis longest_call{2 * 3600 * 1000};
};

}  // namespace hookswitch::call
