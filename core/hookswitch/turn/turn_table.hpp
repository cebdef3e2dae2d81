#pragma once

#include <cstdint>

#include "hookswitch/base/state_table.hpp"

namespace hookswitch::turn {

enum class State : std::uint8_t { listening, caller_speaking, thinking, agent_speaking };

enum class Event : std::uint8_t {
  caller_starts,
  caller_stops,
  response_begins,
  audio_arrives,      ///< of a response that was not discarded
  response_is_empty,  ///< the response is done and there was nothing to hear
  all_is_played,      ///< the response is done and the caller has heard all of it
};

enum class Action : std::uint8_t {
  none,
  interrupt,  ///< barge-in: drop what the caller has not heard and interrupt the agent
};

using Row = TransitionRow<State, Event, Action>;

namespace turn_rows {
using enum State;
using enum Event;
using enum Action;

/// Whose turn it is. A pair that is not listed changes nothing.
// clang-format off
//   from             on                 to               action
inline constexpr Row kRows[] = {
    {listening,       caller_starts,     caller_speaking, none     },
    {listening,       response_begins,   thinking,        none     },
    {listening,       audio_arrives,     agent_speaking,  none     },
    {caller_speaking, caller_stops,      listening,       none     },
    {caller_speaking, response_begins,   thinking,        none     },
    {caller_speaking, audio_arrives,     agent_speaking,  none     },
    {thinking,        caller_starts,     caller_speaking, interrupt},
    {thinking,        audio_arrives,     agent_speaking,  none     },
    {thinking,        response_is_empty, listening,       none     },
    {agent_speaking,  caller_starts,     caller_speaking, interrupt},
    {agent_speaking,  all_is_played,     listening,       none     },
};
// clang-format on
}  // namespace turn_rows

static_assert(one_row_per_pair<State, Event, Action>(turn_rows::kRows));
static_assert(all_reachable<State, Event, Action>(turn_rows::kRows, State::listening,
                                                  State::agent_speaking));

}  // namespace hookswitch::turn
