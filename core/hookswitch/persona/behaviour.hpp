#pragma once

#include <optional>
#include <string_view>

#include "hookswitch/agent/server_end.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::persona {

/// A turn of the caller's, as a persona hears it.
struct Speech {
  PcmView samples;      ///< borrowed for the call, at `rate_hz`; may be cut off at two minutes
  int rate_hz;          ///< of the session's input format
  std::int64_t length;  ///< in samples, also of what was cut off
};

/// What a persona does with what it hears. The host reports the caller's turns to the client; the
/// behaviour makes the responses. The base class does nothing: it is the silent persona.
///
/// shape   one call per event of the session; frames go to `out`
/// time    `now` never runs backwards; due() follows every other call
/// errors  none
class Behaviour {
 public:
  virtual ~Behaviour() = default;

  /// The caller's turn is over. A response is due now unless the session leaves it to the client to
  /// request one.
  virtual void caller_said(const Speech&, Instant, agent::Replies&) {}
  /// The client asks for a response.
  virtual void asked(Instant, agent::Replies&) {}
  /// The active response has been cancelled: nothing more of it is sent.
  virtual void cancelled() {}
  virtual void truncated(std::string_view /*item_id*/, Millis /*heard*/) {}

  virtual void due(Instant, agent::Replies&) {}
  virtual std::optional<Instant> next_deadline() const { return std::nullopt; }
};

}  // namespace hookswitch::persona
