#pragma once

#include "hookswitch/persona/behaviour.hpp"
#include "hookswitch/persona/speaker.hpp"

namespace hookswitch::persona {

/// Ends the call: at the first turn, or the first request to speak, it says goodbye with a chime
/// and calls the tool `end_call`. After that it has nothing to say: its responses are empty.
///
/// range   without such a tool it only says goodbye
/// time    see Speaker
/// errors  none
class Farewell final : public Behaviour {
 public:
  Farewell(agent::ServerEnd& server, const agent::Traits& traits, Rng& rng)
      : server_(server), speaker_(traits, rng) {}

  void caller_said(const Speech& speech, Instant now, agent::Replies& out) override;
  void asked(Instant now, agent::Replies& out) override;
  void cancelled() override { speaker_.stop(); }
  void due(Instant now, agent::Replies& out) override;
  std::optional<Instant> next_deadline() const override { return speaker_.next_deadline(); }

 private:
  agent::ServerEnd& server_;
  Speaker speaker_;
  bool done_ = false;  ///< said goodbye to the end
};

}  // namespace hookswitch::persona
