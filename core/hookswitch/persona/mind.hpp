#pragma once

#include <optional>
#include <string_view>

#include "hookswitch/agent/server_end.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::persona {

/// A turn of the caller's, as a persona gets to hear it.
struct Speech {
  PcmView samples;      ///< borrowed for the call, at `rate_hz`; may be cut off at two minutes
  int rate_hz;          ///< of the session's input format
  std::int64_t length;  ///< in samples, also of what was cut off
};

/// What a persona does with what it hears. The host tells the client about the caller's turns; the
/// mind makes the responses. By itself a mind does nothing: that is the silent persona.
///
/// shape   one call per event of the session; frames go to `out`
/// time    `now` never runs backwards; due() follows every other call
/// errors  none
class Mind {
 public:
  virtual ~Mind() = default;

  /// The caller's turn is over. An answer is due now unless the session reserves that to the
  /// client.
  virtual void caller_said(const Speech&, Instant, agent::Replies&) {}
  /// The client asks for a response.
  virtual void asked(Instant, agent::Replies&) {}
  /// The active response has been cancelled: there is nothing more to send of it.
  virtual void cancelled() {}
  virtual void truncated(std::string_view /*item_id*/, Millis /*heard*/) {}

  virtual void due(Instant, agent::Replies&) {}
  virtual std::optional<Instant> next_deadline() const { return std::nullopt; }
};

}  // namespace hookswitch::persona
