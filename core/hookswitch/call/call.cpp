#include "hookswitch/call/call.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::call {

std::optional<EndCause> cause_of(Bound bound) {
  switch (bound) {
    case Bound::ringing:
      return EndCause::no_answer;
    case Bound::answered_to_socket:
      return EndCause::no_media_socket;
    case Bound::socket_to_start:
      return EndCause::no_start_message;
    case Bound::start_to_media:
      return EndCause::no_first_media;
    case Bound::media_silence:
      return EndCause::media_silence;
    case Bound::agent_connect:
      return EndCause::agent_unreachable;
    case Bound::carrier_send:
    case Bound::agent_send:
      return EndCause::send_stalled;
    case Bound::goodbye:
      return EndCause::goodbye;
    case Bound::longest_call:
      return EndCause::longest_call;
    case Bound::carrier_close:
    case Bound::last_words:
    case Bound::agent_close:
    case Bound::gone:
    case Bound::count:
      return std::nullopt;
  }
  return std::nullopt;
}

Millis Call::silence_of(const Bounds& bounds) const {
  const Millis usual =
      bounds.longest_pause > Millis{0} ? bounds.longest_pause : bounds.media_silence;
  return paused_ ? std::max(usual, bounds.announced_pause) : usual;
}

Call::Call(const Bounds& bounds, Instant now) : bounds_(bounds) {
  deadlines_.arm(Bound::longest_call, now + bounds_.longest_call);
}

Action Call::apply(Event event, Instant now) {
  if (event == Event::media_arrives) excused_ = false;
  const auto row = kCallTable.find(state_, event);
  if (!row) return Action::none;
  state_ = row->to;
  perform(row->action, now);
  return row->action;
}

void Call::perform(Action action, Instant now) {
  paused_ = action == Action::watch_pause;
  switch (action) {
    case Action::none:
    case Action::note_cause:
      return;
    case Action::await_answer:
      deadlines_.disarm(Bound::answered_to_socket);
      deadlines_.disarm(Bound::socket_to_start);
      return deadlines_.arm(Bound::ringing, now + bounds_.ringing);
    case Action::await_socket:
      deadlines_.disarm(Bound::ringing);
      return deadlines_.arm(Bound::answered_to_socket, now + bounds_.answered_to_socket);
    case Action::await_start:
      deadlines_.disarm(Bound::ringing);
      deadlines_.disarm(Bound::answered_to_socket);
      return deadlines_.arm(Bound::socket_to_start, now + bounds_.socket_to_start);
    case Action::await_media:
      deadlines_.disarm(Bound::ringing);
      deadlines_.disarm(Bound::answered_to_socket);
      deadlines_.disarm(Bound::socket_to_start);
      return deadlines_.arm(Bound::start_to_media, now + bounds_.start_to_media);
    case Action::watch_silence:
    case Action::watch_pause:
      deadlines_.disarm(Bound::start_to_media);
      return deadlines_.arm(Bound::media_silence, now + silence_of(bounds_));
    case Action::wind_up:
      deadlines_.disarm_all();
      return deadlines_.arm(Bound::gone, now + bounds_.end_to_gone);
    case Action::report:
      return deadlines_.disarm_all();
  }
}

void Call::woke_late(Instant now) {
  constexpr Micros kLate{1'000'000};
  constexpr Micros kMoment{1'000'000};
  const auto due = deadlines_.next();
  if (!live() || excused_ || !due || now - *due < kLate) return;
  excused_ = true;
  deadlines_.postpone_due(now, now + kMoment);
}

std::optional<Bound> Call::take_due(Instant now, Occasion occasion) {
  if (occasion == Occasion::tick) return deadlines_.take_due(now);
  Deadlines<Bound> others = deadlines_;
  others.disarm(Bound::carrier_send);
  others.disarm(Bound::agent_send);
  const auto due = others.take_due(now);
  if (due) deadlines_.disarm(*due);
  return due;
}

void Call::agent_dialled(Instant now) {
  if (live() && !deadlines_.armed(Bound::agent_connect))
    deadlines_.arm(Bound::agent_connect, now + bounds_.agent_connect);
}

void Call::send_outstanding(Peer peer, Instant now) {
  // While a call ends, dead sockets are covered by the bounds on closing them.
  if (live())
    deadlines_.arm(peer == Peer::carrier ? Bound::carrier_send : Bound::agent_send,
                   now + bounds_.send_outstanding);
}

void Call::send_done(Peer peer) {
  deadlines_.disarm(peer == Peer::carrier ? Bound::carrier_send : Bound::agent_send);
}

void Call::goodbye(Instant played) {
  if (live()) deadlines_.arm(Bound::goodbye, played + bounds_.goodbye_to_hang_up);
}

void Call::change_bounds(const Bounds& bounds) {
  if (!live()) return;
  const auto move = [this](Bound bound, Millis before, Millis after) {
    if (const auto at = deadlines_.at(bound)) deadlines_.arm(bound, *at + Micros{after - before});
  };
  move(Bound::ringing, bounds_.ringing, bounds.ringing);
  move(Bound::answered_to_socket, bounds_.answered_to_socket, bounds.answered_to_socket);
  move(Bound::socket_to_start, bounds_.socket_to_start, bounds.socket_to_start);
  move(Bound::start_to_media, bounds_.start_to_media, bounds.start_to_media);
  move(Bound::media_silence, silence_of(bounds_), silence_of(bounds));
  move(Bound::agent_connect, bounds_.agent_connect, bounds.agent_connect);
  for (const Bound send : {Bound::carrier_send, Bound::agent_send})
    move(send, bounds_.send_outstanding, bounds.send_outstanding);
  move(Bound::goodbye, bounds_.goodbye_to_hang_up, bounds.goodbye_to_hang_up);
  move(Bound::longest_call, bounds_.longest_call, bounds.longest_call);
  bounds_ = bounds;
}

bool Call::end(Ending ending, Instant now) {
  if (apply(Event::end_is_decided, now) != Action::wind_up) return false;
  ending_ = std::move(ending);
  return true;
}

void Call::await(Bound bound, Instant until) {
  const auto gone = deadlines_.at(Bound::gone);
  deadlines_.arm(bound, gone ? std::min(until, *gone) : until);
}

}  // namespace hookswitch::call
