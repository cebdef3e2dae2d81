#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/bridge/call_context.hpp"
#include "hookswitch/bridge/input.hpp"
#include "hookswitch/bridge/leg_table.hpp"

namespace hookswitch::bridge {

/// The socket of one leg as the bridge sees it: its state, what was sent and is not written yet,
/// and how it ends.
///
/// shape   events in, outputs and timeline entries out
/// time    arms the bounds on sends and on the close of this leg
/// errors  none: what its state does not allow has no effect
/// source  leg_table.hpp for every change of the state
class LegSocket {
 public:
  LegSocket(Leg leg, CallContext& context);

  bool is(LegState state) const { return state_ == state; }
  bool can_send() const { return is(LegState::open); }
  /// While the peer's close is awaited, replies to its messages are still sent.
  bool can_reply() const { return is(LegState::open) || is(LegState::leaving); }
  bool is_over() const { return is(LegState::absent) || is(LegState::closed); }
  /// Frames handed out and not yet reported as sent.
  std::uint32_t unsent() const { return unsent_; }

  bool dials() { return apply(LegEvent::dials); }
  bool opens() { return apply(LegEvent::opens); }
  void send(wire::Frame frame);
  void reply(wire::Frame frame);
  void sent(std::uint32_t frames);

  /// The peer knows that the call is over: it closes, within `timeout`.
  void leave(Micros timeout);
  void close(wire::CloseCode code, std::string_view reason, Micros timeout);
  void drop();
  /// The socket was ended by either side, or could not be opened.
  void ends();
  /// When it ended becomes a milestone, once it is certain that it stays so.
  void note_closed();

  /// Why the call ends when the socket has ended like that; nullopt if its peer closed normally.
  std::optional<call::EndCause> fault_of(wire::SocketEnd how) const;
  std::string closed_text(std::optional<call::EndCause> fault, std::uint16_t code,
                          std::string_view reason) const;

 private:
  struct Side;
  static const Side kSides[];

  bool apply(LegEvent event);

  const Side& side_;
  CallContext& context_;
  LegState state_ = LegState::absent;
  std::uint32_t unsent_ = 0;
  std::optional<Instant> closed_at_;  ///< the last time that it was open and then closed
};

}  // namespace hookswitch::bridge
