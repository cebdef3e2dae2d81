#pragma once

#include <string>
#include <string_view>

#include "hookswitch/bridge/call_context.hpp"
#include "hookswitch/bridge/carrier_leg.hpp"

namespace hookswitch::bridge {

/// The agent hangs up: what it is saying is played in full, and then the call ends.
///
/// shape   begin() by the end_call tool; the playout reports all_is_known() and all_is_played()
/// time    arms the call's bound on the goodbye and the chore hang_up
/// errors  none
/// source  docs/reference/design.md#media-rules
class Goodbye {
 public:
  Goodbye(CallContext& context, CarrierLeg& carrier) : context_(context), carrier_(carrier) {}

  bool has_begun() const { return state_ != State::none; }
  /// Audio of that response is still played: it is the goodbye, or no goodbye has begun.
  bool admits(std::string_view response) const { return !has_begun() || response == response_; }

  /// `response` holds the goodbye; what is known of it will have been played at `plays_out`. False:
  /// it has begun before.
  bool begin(std::string_view response, Instant plays_out);
  /// More audio of it was received.
  void plays_until(Instant plays_out);
  /// It is complete: the carrier is asked to report when it has played it.
  void all_is_known();
  /// By the clock. With a carrier that acknowledges marks it waits for the mark instead.
  void all_is_played();
  /// The carrier has played up to that mark, and it was the goodbye's.
  bool is_played(std::string_view mark) const;

 private:
  enum class State : std::uint8_t { none, speaking, marked };

  CallContext& context_;
  CarrierLeg& carrier_;
  State state_ = State::none;
  std::string response_;
};

}  // namespace hookswitch::bridge
