#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/time.hpp"
#include "hookswitch/codec/media_format.hpp"

namespace hookswitch::persona {

/// Compares the duration of the audio received with the time it took to arrive, to detect a wrong
/// format: what is sent as mu-law and declared as PCM at 24 kHz lasts a sixth of the time it was
/// spoken in.
///
/// shape   hear() each message; a verdict comes once, when most of the seconds measured agree
/// units   ratio: media time as declared, per time; 1.0 is right
/// range   pauses are left out: a gap of more than kMaxGap, or of seven times the message
///         before it, restarts the second. Bursts spoil the seconds they fall into, no others
/// time    arrival; at least kMinSeconds of unbroken audio for a verdict
/// errors  none
/// source  the formats that telephony and voice agents send: G.711, PCM at 8 to 48 kHz
class PaceMeter {
 public:
  static constexpr Micros kMaxGap{250'000};
  static constexpr std::int64_t kMinSeconds = 3;

  struct Verdict {
    double ratio;            ///< of the format that comes, to the declared one
    std::string_view comes;  ///< "G.711", "PCM at 8 kHz", ...
  };

  explicit PaceMeter(const codec::MediaFormat& declared);

  std::optional<Verdict> hear(Micros length, Instant now);
  /// Over all measured seconds; nullopt before the first is over.
  std::optional<double> ratio() const;

 private:
  static constexpr std::size_t kFormats = 6;

  std::optional<Verdict> judge(double ratio);

  double declared_;  ///< bytes per millisecond
  Micros window_audio_{0}, window_time_{0};
  Micros all_audio_{0}, all_time_{0};
  Micros last_length_{0};
  std::optional<Instant> last_;
  std::array<std::int64_t, kFormats> seconds_{};  ///< that fit this format
  std::int64_t all_seconds_ = 0;
  bool told_ = false;
};

}  // namespace hookswitch::persona
