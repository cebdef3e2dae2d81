#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/phone/config.hpp"
#include "hookswitch/phone/input.hpp"
#include "hookswitch/phone/output.hpp"
#include "hookswitch/phone/phone_table.hpp"

namespace hookswitch::phone {

/// How loud both directions are at the moment, for a display.
/// units   whole dBFS, RMS of the last 300 ms
/// range   -96 (silence) to 0
struct Levels {
  int microphone_dbfs;
  int speaker_dbfs;
};

/// The softphone: it plays the carrier's end of one call towards any host.
///
/// shape   handle() any input at any time; poll() until empty; pull() gives the speaker its audio
/// units   device samples are float, full scale 1.0, at Config::device_rate_hz
/// time    `now` never runs backwards (it is clamped); tick when next_deadline() has passed
/// errors  none: an error of the host becomes an Event and a finding in the report
/// cost    a frame of audio per frame time in each direction
/// source  docs/reference/carriers.md, a section per vendor; docs/reference/design.md#sessions
class Phone {
 public:
  Phone(const Config& config, Instant now);
  ~Phone();
  Phone(Phone&&) noexcept;
  Phone& operator=(Phone&&) noexcept;

  void handle(const Input& input, Instant now);
  std::optional<Output> poll();
  std::optional<Instant> next_deadline() const;

  /// Playout::device: fills all of `out` at the device rate; returns how many samples are real
  /// audio. Marks may be reached by it: poll() afterwards.
  std::size_t pull(std::span<float> out, Instant now);

  /// Playout::clock: appends what was heard since the last call, at carrier_rate_hz(), from the
  /// moment the socket opened, silences included. At most kMaxHeard is kept, the latest.
  void take_heard(Pcm& out);
  static constexpr Micros kMaxHeard{60'000'000};

  State state() const;
  const std::string& call_id() const;
  int carrier_rate_hz() const;
  /// Samples of caller audio that wait to be sent, at the device rate.
  std::size_t microphone_backlog() const;
  const jitter::Stats& stats() const;
  Levels levels() const;
  /// The report as it stands now: one line of JSON.
  std::string report(Instant now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookswitch::phone
