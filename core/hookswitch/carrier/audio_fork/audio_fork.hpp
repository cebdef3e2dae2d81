#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {

/// How the host's audio comes: raw in binary messages, or as base64 clips in JSON.
enum class ForkPlayback : std::uint8_t { binary, play_audio, stream_audio };

/// How a vendor of this family differs: the media modules of a soft switch send raw audio and take
/// JSON commands.
///
/// shape   the first text message says what the vendor wants to; then binary audio; no stop message
/// units   16-bit little-endian PCM, one message of the caller is 20 ms
/// errors  unsupported_format for rates that are not the vendor's
/// source  docs/reference/carriers.md
struct ForkStyle {
  const Traits* traits;
  std::span<const int> rates_hz;                     ///< the default first
  bool rate_in_query = false;                        ///< the URL may name the rate, as `rate`
  std::span<const std::string_view> subprotocols{};  ///< the preferred one first
  ForkPlayback playback = ForkPlayback::binary;
  /// Whether this is the start message. nullptr: whatever text comes first is one, and none need
  /// come.
  bool (*is_start)(const wire::Json& message) = nullptr;
  /// `rate_hz` is that of a start which names none.
  Result<Started> (*read_start)(std::string_view text, int rate_hz, std::optional<Error>& anomaly);
  std::string (*write_start)(const CallFacts& facts, Rng& rng);
  bool marks = false;            ///< `mark` and `clearMarks`, for audio in binary messages
  bool cleared_marks = true;     ///< what is killed comes back as `cleared`, else as `playout`
  bool digits = false;           ///< `dtmf`, whose duration counts samples at 8 kHz
  bool disconnects = false;      ///< `disconnect` ends the stream
  bool reports_clips = false;    ///< `playDone` when a clip with an id has been played
  bool reports_drained = false;  ///< `playoutDone` when nothing is left to play
  std::size_t max_queued = 0;    ///< clips that wait or play; 0: of any number
  EndSignals end{.sends_stop = false, .closes_socket = true};
};

std::unique_ptr<HostEnd> make_fork_host(const ForkStyle& style);
/// `facts.rate_hz` other than the style's stands for its default.
std::unique_ptr<CarrierEnd> make_fork_carrier(const ForkStyle& style, const CallFacts& facts,
                                              Rng& rng);

}  // namespace hookswitch::carrier
