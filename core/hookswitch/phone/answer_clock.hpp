#pragma once

#include <optional>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/audio/speech_gate.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::phone {

/// How long the host takes to answer: from the end of the caller's speech, as it went out, to the
/// beginning of the speech that is played to them.
///
/// shape   the caller's frames and the beginnings of heard speech in; one time per answer out
/// units   samples at the wire's rate
/// range   the first speech heard after the caller fell silent is the answer; what begins while they
///         speak is none
/// time    the caller passes when a frame went out and when speech began to play
/// errors  none
/// cost    O(samples), no allocation
/// source  what callers feel as the agent's latency: mouth to ear without the network's share
class AnswerClock {
 public:
  explicit AnswerClock(int rate_hz);

  /// One frame that goes out `at`.
  void said(PcmView frame, Instant at);
  /// Speech began to be played; nullopt when it is no answer.
  std::optional<Micros> heard(Instant at);

 private:
  int rate_hz_;
  SpeechGate gate_;
  std::optional<Instant> silent_since_;  ///< and not answered
};

}  // namespace hookswitch::phone
