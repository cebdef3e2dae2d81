#include "hookswitch/phone/plan.hpp"

#include <utility>

namespace hookswitch::phone {

Plan plan_of(TestCall call) {
  Plan plan;
  const auto then = [&plan](Step step) { plan.steps.push_back(step); };
  const auto speak = [&then](Do what, Micros lead_in) {
    then({what, lead_in});
    then({Do::end_turn});
  };
  if (!call.speech.empty())
    speak(Do::say, TestCall::kLeadIn);
  else if (!call.digits.empty())
    then({Do::pause, TestCall::kLeadIn});
  for (const char key : call.digits) then({Do::press, TestCall::kBetweenKeys, key});
  if (call.barge_in && !call.speech.empty()) {
    // An answer that leaves no opportunity is complete by then: the plan does not wait for it
    // again.
    then({.what = Do::await_speech, .time = *call.barge_in, .skip = 3});
    speak(Do::barge_in, Micros{0});
  }
  then({Do::await_answer});
  if (call.hangs_up) then({Do::hang_up});
  plan.speech = std::move(call.speech);
  plan.answer = call.answer;
  return plan;
}

}  // namespace hookswitch::phone
