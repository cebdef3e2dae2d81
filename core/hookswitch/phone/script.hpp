#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "hookswitch/phone/answer_watch.hpp"
#include "hookswitch/phone/input.hpp"
#include "hookswitch/phone/phone_table.hpp"
#include "hookswitch/phone/plan.hpp"

namespace hookswitch::phone {

/// A caller who follows a plan: decides what the phone's next input is.
///
/// shape   next() until it returns nothing, after each input of the call and at next_deadline()
/// range   begins when the call is up; over after the last step, or when the call is ending
/// time    the caller passes it. A step takes its own time or the bounds of the plan, speech its
///         length
/// errors  a barge-in without an opportunity is a BargeInMissed
/// cost    O(1) for a step, no allocation
/// source  Do, which lists what each step does and when it is over
class Script {
 public:
  /// The state of its call that a script needs.
  struct Call {
    State state;
    bool all_said;  ///< no audio of the caller waits to be sent
    const AnswerWatch& answer;
  };

  explicit Script(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {}

  /// The input that is due. Its views are valid as long as the plan.
  std::optional<Input> next(const Call& call, Instant now);
  /// When something is due without further events; nullopt: only after an event of the call.
  std::optional<Instant> next_deadline(const Call& call) const;
  bool over() const { return at_ >= plan_->steps.size(); }

 private:
  const Step& step() const { return plan_->steps[at_]; }
  std::optional<Input> action(const Call& call) const;
  std::optional<Instant> over_at(const Call& call) const;
  std::optional<Input> end_step(const Call& call);

  std::shared_ptr<const Plan> plan_;
  std::size_t at_ = 0;            ///< the current step
  std::optional<Instant> begun_;  ///< of the current step
};

}  // namespace hookswitch::phone
