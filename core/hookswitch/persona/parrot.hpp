#pragma once

#include <deque>
#include <string>

#include "hookswitch/persona/behaviour.hpp"
#include "hookswitch/persona/speaker.hpp"

namespace hookswitch::persona {

/// Says back what it heard, sample for sample, and loses nothing over an interruption.
///
/// shape   a turn comes in -> a response goes out. What the caller talked over is said again at the
///         head of the next response: all that was not sent, and of what was sent all that lies
///         after the cut when the client truncates; without a truncation it counts as heard
/// range   keeps kMaxKept in all. The newest of more is dropped, and the transcript says so
/// time    see Speaker
/// errors  none
///
/// Asked to speak before the caller has, it greets with a chime.
class Parrot final : public Behaviour {
 public:
  Parrot(agent::ServerEnd& server, const agent::Traits& traits, Rng& rng)
      : server_(server), speaker_(traits, rng) {}

  void caller_said(const Speech& speech, Instant now, agent::Replies& out) override;
  void asked(Instant now, agent::Replies& out) override;
  void cancelled() override;
  void truncated(std::string_view item_id, Millis heard) override;
  void due(Instant now, agent::Replies& out) override;
  std::optional<Instant> next_deadline() const override { return speaker_.next_deadline(); }

 private:
  struct SpokenItem {
    std::string item_id;
    Pcm audio;
  };
  void say_pending(Instant now, agent::Replies& out);
  void greet(Instant now, agent::Replies& out);
  void remember(Pcm said);
  void trim();

  agent::ServerEnd& server_;
  Speaker speaker_;
  Pcm pending_;               ///< to be said in the next response, at the output rate
  std::size_t resay_at_ = 0;  ///< where in pending_ the rest of a truncated item belongs
  std::int64_t dropped_ = 0;  ///< samples that found no room in pending_
  bool answer_due_ = false;   ///< as soon as the active response is over
  std::string item_id_;  ///< of what is being said; empty for a greeting, which is not repeated
  std::deque<SpokenItem> said_;  ///< may yet be truncated
};

}  // namespace hookswitch::persona
