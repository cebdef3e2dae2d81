#pragma once

#include <memory>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Asterisk's chan_websocket: binary messages are raw audio, text messages are control.
///
/// shape   MEDIA_START names ids and format, audio both ways, no stop message
/// units   one frame is 20 ms; the host's messages are whole frames
/// range   8 to 48 kHz; a command of at most 128 bytes, an audio message of at most 65,500
/// errors  unsupported_format for codecs that we do not have (opus, g722, ...)
/// source  Asterisk: documentation and source of chan_websocket
inline constexpr std::size_t kMaxAsteriskCommand = 128;  ///< a longer one is not read
inline constexpr Traits kAsteriskTraits{.caller_frame = Micros{20'000},
                                        .host_frame = Micros{20'000},
                                        .has_start = true,
                                        .owes_stop = false,
                                        .owes_close = true,
                                        .hangs_up_by_close = true,
                                        .acknowledges_marks = true,
                                        .host_quantum = Micros{20'000},
                                        .playout_buffer = Micros{20'000'000},  // 1,000 frames
                                        .max_host_message = 65'500,
                                        .speaks_json_only = false};

/// Asterisk's name of a format, as in the dialplan's c(...).
struct AsteriskFormat {
  std::string_view name;
  codec::MediaFormat format;
};
/// nullptr for a name that we cannot code.
const AsteriskFormat* asterisk_format(std::string_view name);
/// The byte that a frame is filled up with.
constexpr char asterisk_silence(codec::Encoding encoding) {
  if (encoding == codec::Encoding::pcmu) return '\xFF';
  return encoding == codec::Encoding::pcma ? '\xD5' : '\0';
}

enum class AsteriskControl : std::uint8_t { json, plain };

/// What the dialplan chooses.
struct AsteriskSwitches {
  AsteriskControl control = AsteriskControl::json;  ///< f(json); Asterisk's own default is plain
  std::string_view codec_at_8k = "ulaw";            ///< or alaw, slin
  EndSignals end{.sends_stop = false, .closes_socket = true};
};

std::unique_ptr<HostEnd> make_asterisk_host();
/// `facts.rate_hz` without a format stands for 8000.
std::unique_ptr<CarrierEnd> make_asterisk_carrier(const CallFacts& facts,
                                                  const AsteriskSwitches& switches, Rng& rng);

}  // namespace hookswitch::carrier
