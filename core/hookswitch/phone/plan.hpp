#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/phone/answer_watch.hpp"

namespace hookswitch::phone {

/// What a caller can do: what a step does when it begins, and when it is over.
enum class Do : std::uint8_t {
  pause,     ///< nothing; over after `time`
  say,       ///< silence for `time`, then the speech; over when all of it has been sent
  end_turn,  ///< what is heard from here on may be the answer; over at once
  press,     ///< `key`; over after `time`
  await_speech,  ///< nothing; over when the host has spoken for `time`. If the host stops before or says
                 ///< nothing, the next `skip` steps are skipped
  barge_in,      ///< as say, without silence, over the host's speech
  await_answer,  ///< nothing; over when the answer is complete or a bound of the plan has passed
  hang_up,       ///< over at once
};

struct Step {
  Do what;
  Micros time{0};
  char key = 0;
  std::size_t skip = 0;
};

/// What a caller does on a call, step after step. Any number of scripts may share a plan.
struct Plan {
  std::vector<Step> steps;
  std::vector<float> speech;   ///< at Config::device_rate_hz, full scale 1.0
  AnswerWatch::Bounds answer;  ///< of await_speech and await_answer
};

/// A test call: the caller speaks, presses keys, barges in on the answer, waits until it is
/// complete and hangs up. What is not given is left out; the wait is always part of it.
struct TestCall {
  std::vector<float> speech;
  std::string digits;              ///< of 0-9, *, #, A-D
  std::optional<Micros> barge_in;  ///< after the host began to answer; says the speech again
  AnswerWatch::Bounds answer;
  bool hangs_up = false;

  static constexpr Micros kLeadIn{300'000};       ///< people pick up, then speak
  static constexpr Micros kBetweenKeys{300'000};  ///< separates one press from the next
};
Plan plan_of(TestCall call);

}  // namespace hookswitch::phone
