#pragma once

#include <memory>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Genesys Cloud AudioHook, version 2: JSON text for control, each side counting its messages;
/// audio as binary messages.
///
/// shape   open, opened with the media that the host has chosen, then audio; the reply to
///         ping is pong, to close it is closed. Only the carrier closes: a host that wants the end
///         sends disconnect and waits for close
/// units   200 ms a message, 8 kHz: mu-law, or from the caller 16-bit little-endian PCM; two
///         channels are interleaved sample by sample, the external one (the caller's) first
/// errors  wrong_stream for another session id. A counter that does not grow by one is
///         out_of_sequence and an anomaly
/// source  docs/dialects/audiohook.md: the reference implementation of AudioHook
inline constexpr Traits kAudioHookTraits{
    .caller_frame = Micros{200'000},
    .host_frame = Micros{200'000},
    .has_start = true,
    .awaits_accept = true,
    .owes_stop = true,
    .owes_close = true,
    .hangs_up_by_close = false,
    .closes_by_agreement = true,
    .acknowledges_marks = true,
    .playout_buffer = Micros{60'000'000},
    .keep_alive = KeepAlive{.first = Micros{1'000'000}, .every = Micros{5'000'000}}};

/// What our carrier's end does where a host may want to see more than one way.
struct AudioHookSwitches {
  bool offers_l16 = false;  ///< 16-bit PCM before mu-law: the protocol has it, Genesys sends mu-law
  bool offers_stereo = true;  ///< both channels first, as for a monitoring integration
  EndSignals end{};
};

std::unique_ptr<HostEnd> make_audiohook_host();
std::unique_ptr<CarrierEnd> make_audiohook_carrier(const CallFacts& facts,
                                                   const AudioHookSwitches& switches, Rng& rng);

}  // namespace hookswitch::carrier
