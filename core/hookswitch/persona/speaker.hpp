#pragma once

#include <optional>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::persona {

/// Says audio the way vendors do: five to eight times faster than real time, in uneven chunks.
///
/// shape   say(); then due() whenever next_deadline() has passed, until it reports the end
/// range   chunks of 80 to 400 ms, of any number of samples
/// time    a late due() catches up
/// errors  none
class Speaker {
 public:
  Speaker(const agent::Traits& traits, Rng& rng) : traits_(traits), rng_(rng) {}

  void say(Pcm audio, Instant now);  ///< now, at the session's output rate
  void say_more(PcmView audio) { audio_.insert(audio_.end(), audio.begin(), audio.end()); }
  /// Sends what is due into the active response; true when all has been said, once.
  bool due(Instant now, agent::ServerEnd& server, agent::Replies& out);
  void stop() { next_.reset(); }
  /// What has been sent, and the rest, which are both forgotten here.
  Pcm take_said(Pcm& unsaid);

  bool speaking() const { return next_.has_value(); }
  std::optional<Instant> next_deadline() const { return next_; }
  const Pcm& audio() const { return audio_; }
  std::size_t said() const { return said_; }  ///< samples of audio() sent so far

 private:
  const agent::Traits& traits_;
  Rng& rng_;
  Pcm audio_;
  std::size_t said_ = 0;
  std::optional<Instant> next_;
};

}  // namespace hookswitch::persona
