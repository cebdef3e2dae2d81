#include "hookswitch/bridge/leg_socket.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::bridge {

using call::EndCause;

/// The names of a leg in the call, the record and its causes.
struct LegSocket::Side {
  Leg leg;
  call::Call::Peer peer;
  call::Bound close_bound;
  record::Milestone closed;
  record::TimelineEvent close_sent;
  record::TimelineEvent dropped;
  EndCause protocol_error;
  EndCause too_large;
  std::string_view direction;
};

const LegSocket::Side LegSocket::kSides[] = {
    {Leg::carrier, call::Call::Peer::carrier, call::Bound::carrier_close,
     record::Milestone::carrier_closed, record::TimelineEvent::carrier_close_sent,
     record::TimelineEvent::carrier_dropped, EndCause::carrier_protocol_error,
     EndCause::carrier_too_large, "to the carrier"},
    {Leg::agent, call::Call::Peer::agent, call::Bound::agent_close, record::Milestone::agent_closed,
     record::TimelineEvent::agent_close_sent, record::TimelineEvent::agent_dropped,
     EndCause::agent_protocol_error, EndCause::agent_too_large, "to the agent"},
};

LegSocket::LegSocket(Leg leg, CallContext& context)
    : side_(kSides[static_cast<std::size_t>(leg)]), context_(context) {}

bool LegSocket::apply(LegEvent event) {
  const auto row = kLegTable.find(state_, event);
  if (!row) return false;
  state_ = row->to;
  if (row->action == LegAction::note_closed) closed_at_ = context_.now;
  return true;
}

void LegSocket::send(wire::Frame frame) {
  if (!can_send()) return;
  if (unsent_++ == 0) context_.call.send_outstanding(side_.peer, context_.now);
  context_.out.push(SendFrame{side_.leg, std::move(frame)});
}

void LegSocket::reply(wire::Frame frame) {
  if (can_send()) return send(std::move(frame));
  if (can_reply()) context_.out.push(SendFrame{side_.leg, std::move(frame)});
}

void LegSocket::sent(std::uint32_t frames) {
  unsent_ -= std::min(unsent_, frames);
  if (unsent_ == 0)
    context_.call.send_done(side_.peer);
  else if (frames > 0)
    context_.call.send_outstanding(side_.peer, context_.now);
}

void LegSocket::leave(Micros timeout) {
  if (apply(LegEvent::takes_leave)) context_.call.await(side_.close_bound, context_.now + timeout);
}

void LegSocket::close(wire::CloseCode code, std::string_view reason, Micros timeout) {
  if (!apply(LegEvent::sends_close)) return;
  context_.event(record::Origin::bridge, side_.close_sent, std::to_string(wire::number(code)));
  context_.out.push(CloseLeg{side_.leg, code, std::string(reason), timeout});
  context_.call.await(side_.close_bound, context_.now + timeout);
}

void LegSocket::drop() {
  if (is_over()) return;
  context_.event(record::Origin::bridge, side_.dropped);
  context_.out.push(DropLeg{side_.leg});
  ends();
}

void LegSocket::ends() {
  if (!apply(LegEvent::ends)) return;
  unsent_ = 0;
  context_.call.settled(side_.close_bound);
  context_.call.send_done(side_.peer);
  // While the call is up, an agent that has left may still come back.
  if (!context_.live()) note_closed();
}

void LegSocket::note_closed() {
  if (is_over() && closed_at_) context_.log.milestone(side_.closed, *closed_at_);
}

std::optional<EndCause> LegSocket::fault_of(wire::SocketEnd how) const {
  switch (how) {
    case wire::SocketEnd::protocol_error:
      return side_.protocol_error;
    case wire::SocketEnd::too_large:
      return side_.too_large;
    case wire::SocketEnd::not_read:
      return EndCause::send_backlog;
    case wire::SocketEnd::failed_here:
      return EndCause::socket_failed;
    case wire::SocketEnd::closed:
    case wire::SocketEnd::lost:
    case wire::SocketEnd::silent:
      break;
  }
  return std::nullopt;
}

std::string LegSocket::closed_text(std::optional<EndCause> fault, std::uint16_t code,
                                   std::string_view reason) const {
  std::string text = "close code " + std::to_string(code);
  if (fault && call::by_of(*fault) == call::EndedBy::bridge) text = side_.direction;
  if (!reason.empty()) text += ": " + context_.log.clean(reason);
  return text;
}

}  // namespace hookswitch::bridge
