#include "hookswitch/bridge/goodbye.hpp"

#include "hookswitch/bridge/session_plan.hpp"

namespace hookswitch::bridge {

bool Goodbye::begin(std::string_view response, Instant plays_out) {
  if (has_begun()) return false;
  state_ = State::speaking;
  response_ = response;
  context_.event(record::Origin::agent, record::TimelineEvent::goodbye);
  context_.call.goodbye(plays_out);
  return true;
}

void Goodbye::plays_until(Instant plays_out) {
  if (has_begun()) context_.call.goodbye(plays_out);
}

void Goodbye::all_is_known() {
  if (state_ != State::speaking || !carrier_.traits().acknowledges_marks) return;
  if (carrier_.mark(kGoodbyeMark)) state_ = State::marked;
}

void Goodbye::all_is_played() {
  if (state_ == State::speaking && !context_.chores.armed(Chore::hang_up))
    context_.chores.arm(Chore::hang_up, context_.now + kGoodbyeSlack);
}

// Some carriers acknowledge every packet, asked or not: only our own mark is news.
bool Goodbye::is_played(std::string_view mark) const {
  return state_ == State::marked && mark == kGoodbyeMark;
}

}  // namespace hookswitch::bridge
