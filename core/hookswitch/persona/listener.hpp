#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/agent/session.hpp"
#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/audio/speech_gate.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::persona {

/// How much audio a persona keeps of a turn, and of what it has to say: 400 kB each, 25 s at 8 kHz.
inline constexpr std::size_t kMaxKept = 204'800;  ///< samples

/// Cuts the caller's audio into turns and keeps the sound of the current one.
///
/// shape   like SpeechGate: consumes audio up to and including the first change
/// units   `at` counts all audio of the session, as the client appended it
/// range   a turn's sound is cut off after kMaxKept; its length is not
/// time    media time only
/// errors  none
/// cost    one copy of the audio
class Listener {
 public:
  struct Change {
    SpeechGate::Change::Kind kind;
    Millis at;
    Pcm speech;           ///< stopped: the sound from start to stop, sample for sample
    std::int64_t length;  ///< stopped: in samples, also of what was cut off
  };

  /// `before` is how much audio the session has had so far.
  Listener(int rate_hz, const agent::TurnDetection& turns, Micros before);

  std::optional<Change> hear(PcmView audio, std::size_t& consumed);
  /// Ends the turn by hand: all that is kept. `stopped` even when no speech was found.
  Change commit();
  void clear();
  Micros heard() const { return before_ + duration_of(gate_.samples_seen(), rate_hz_); }

 private:
  void keep(PcmView audio);
  void drop_before(std::int64_t sample);
  Millis position(std::int64_t sample) const;

  int rate_hz_;
  Micros before_;
  bool automatic_;
  SpeechGate gate_;
  std::int64_t history_;  ///< samples kept during silence: a start lies at most so far back
  Pcm kept_;
  std::int64_t first_ = 0;  ///< position of kept_[0]
  std::int64_t start_ = 0;  ///< of the current turn
};

}  // namespace hookswitch::persona
