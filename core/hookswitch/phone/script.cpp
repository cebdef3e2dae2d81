#include "hookswitch/phone/script.hpp"

#include <algorithm>

namespace hookswitch::phone {

std::optional<Input> Script::next(const Call& call, Instant now) {
  if (call.state == State::idle || call.state == State::dialing) return std::nullopt;
  if (call.state == State::hanging_up || call.state == State::ended) at_ = plan_->steps.size();
  while (!over()) {
    if (!begun_) {
      begun_ = now;
      if (auto input = action(call)) return input;
    }
    const auto until = over_at(call);
    if (!until || now < *until) return std::nullopt;
    if (auto missed = end_step(call)) return missed;
  }
  return std::nullopt;
}

std::optional<Instant> Script::next_deadline(const Call& call) const {
  if (over() || !begun_) return std::nullopt;
  return over_at(call);
}

std::optional<Input> Script::action(const Call& call) const {
  switch (step().what) {
    case Do::say:
      return Microphone{plan_->speech, step().time};
    case Do::barge_in:
      return Microphone{.samples = plan_->speech, .over_speech = *begun_ - call.answer.changed()};
    case Do::end_turn:
      return EndTurn{};
    case Do::press:
      return PressDigit{step().key};
    case Do::hang_up:
      return HangUp{};
    case Do::pause:
    case Do::await_speech:
    case Do::await_answer:
      break;
  }
  return std::nullopt;
}

/// When the current step is over without further events; nullopt: not before an event.
std::optional<Instant> Script::over_at(const Call& call) const {
  switch (step().what) {
    case Do::say:
    case Do::barge_in:
      return call.all_said ? begun_ : std::nullopt;
    case Do::await_speech:
      if (!call.answer.speaking()) return call.answer.over_at(plan_->answer, *begun_);
      return std::max(call.answer.changed(), *begun_) + step().time;
    case Do::await_answer:
      return call.answer.over_at(plan_->answer, *begun_);
    case Do::pause:
    case Do::press:
    case Do::end_turn:
    case Do::hang_up:
      break;
  }
  return *begun_ + step().time;
}

std::optional<Input> Script::end_step(const Call& call) {
  const Step& ended = step();
  begun_.reset();
  ++at_;
  if (ended.what != Do::await_speech || call.answer.speaking()) return std::nullopt;
  at_ += ended.skip;
  return BargeInMissed{ended.time};
}

}  // namespace hookswitch::phone
