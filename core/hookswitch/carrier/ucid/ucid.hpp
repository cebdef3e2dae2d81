#pragma once

#include <memory>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// The "ucid" protocol of Ozonetel (KooKoo) and Waybeo: JSON only, audio as arrays of 16-bit
/// integers.
///
/// shape   start, media..., stop; the first packet may be a calibration packet of another rate,
///         which is skipped. At most marks are returned for the host's commands
/// units   one packet is 80 samples, 10 ms at 8 kHz; every packet names its own rate
/// range   8, 16, 24 and 48 kHz from the carrier, 8 to 48 kHz from the host
/// errors  samples out of range are clamped, fractions cut and nulls silenced; each is an
///         anomaly, as are a rate other than the call's and a wrong number of samples
/// source  docs/reference/carriers.md#ucid: reports of integrators, 2025-10 to 2026-09; where they
///         disagree there is a switch
inline constexpr Traits kUcidTraits{.caller_frame = Micros{10'000},
                                    .host_frame = Micros{10'000},
                                    .has_start = true,
                                    .owes_stop = true,
                                    .owes_close = true,
                                    .hangs_up_by_close = true,
                                    .acknowledges_marks = false,
                                    .playout_buffer = Micros{60'000'000}};

enum class UcidStart : std::uint8_t { full, did, did_and_vmn, minimal };
/// Whose number the start's `did` is. A start with a `vmn`, which is the called one then, is read
/// as the caller's in any case.
enum class UcidNumbers : std::uint8_t { did_is_called, did_is_caller };
enum class UcidStop : std::uint8_t { full, no_cause, bare };
enum class UcidStyle : std::uint8_t { digits, random_text };

/// When a packet's seqid is returned as a mark: three sources disagree.
enum class UcidMarks : std::uint8_t {
  per_packet,     ///< once played; nothing on clearBuffer
  per_seqid_end,  ///< once played, and the last one played again on clearBuffer
  on_clear_only,  ///< only on clearBuffer
};

struct UcidSwitches {
  UcidStart start = UcidStart::full;
  UcidStop stop = UcidStop::full;
  UcidStyle ucid_style = UcidStyle::digits;
  bool calibration_packet = true;  ///< 160 samples said to be 16 kHz, before the first audio
  int packet_samples = 80;         ///< at 8 kHz; 160 has been seen
  UcidMarks marks = UcidMarks::per_seqid_end;
  wire::Opcode frames = wire::Opcode::text;  ///< JSON in binary frames has been reported
  EndSignals end{};
};

/// Waybeo as seen in 2026-02: a start with both numbers (in 2025-10 with neither: minimal), random
/// ids, and neither stop nor close at the end.
inline constexpr UcidSwitches kWaybeoSwitches{.start = UcidStart::did_and_vmn,
                                              .stop = UcidStop::bare,
                                              .ucid_style = UcidStyle::random_text,
                                              .calibration_packet = false,
                                              .end = {.sends_stop = false, .closes_socket = false}};

/// The IVR's reports over HTTP, and how Waybeo's API ends a call.
extern const HangUpWebhook kUcidHangUp;
extern const HangUpApi kWaybeoHangUpApi;

std::unique_ptr<HostEnd> make_ucid_host(UcidNumbers numbers);
/// `facts.rate_hz` other than 8000, 16000, 24000 or 48000 stands for 8000; so does every rate when
/// the start message is not the full one.
std::unique_ptr<CarrierEnd> make_ucid_carrier(const CallFacts& facts, const UcidSwitches& switches,
                                              Rng& rng);

}  // namespace hookswitch::carrier
