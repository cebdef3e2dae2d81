#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Vonage Voice API WebSocket: binary 16-bit little-endian PCM, JSON text for control.
///
/// shape   websocket:connected with the call's headers at top level, then audio; no stop message
/// units   one audio message is 20 ms at 8, 16 or 24 kHz, as the content-type says
/// errors  unsupported_format for another content-type; half samples and other frame sizes are
///         used and are anomalies
/// source  Vonage: WebSockets in the Voice API; the call id is a convention, see kVonageIdKeys
inline constexpr Traits kVonageTraits{.caller_frame = Micros{20'000},
                                      .host_frame = Micros{20'000},
                                      .has_start = true,
                                      .owes_stop = false,
                                      .owes_close = true,
                                      .hangs_up_by_close = false,
                                      .acknowledges_marks = true,
                                      .playout_buffer = Micros{61'440'000}};  // 3072 messages

/// Vonage itself sends no call id on the socket: applications put it into `headers`, under one of
/// these names; the first match counts. Not conversation_uuid: all legs of one conversation share
/// it.
inline constexpr std::string_view kVonageIdKeys[] = {"call_uuid", "uuid", "call_id"};

enum class NotifyOnClear : std::uint8_t { drop, return_first };

/// Undocumented behaviour, so that a host can be tested against both variants.
struct VonageSwitches {
  NotifyOnClear notify_on_clear = NotifyOnClear::drop;  ///< pending notifies when clear comes
  bool reports_frame_size = true;  ///< sizes other than 20 ms: they have ended real calls
  EndSignals end{.sends_stop = false, .closes_socket = true};
};

/// Vonage's status webhooks, and how its API ends a call.
extern const HangUpWebhook kVonageHangUp;
extern const HangUpApi kVonageHangUpApi;

std::unique_ptr<HostEnd> make_vonage_host();
/// `facts.rate_hz` other than 8000, 16000 or 24000 stands for 16000.
std::unique_ptr<CarrierEnd> make_vonage_carrier(const CallFacts& facts,
                                                const VonageSwitches& switches, Rng& rng);

}  // namespace hookswitch::carrier
