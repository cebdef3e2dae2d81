#pragma once

#include "hookswitch/turn/turn_table.hpp"

namespace hookswitch::turn {

/// Whose turn it is to speak, and when the caller has interrupted the agent.
///
/// shape   one event in, what to do about it out
/// errors  none: an event that means nothing in the present state changes nothing
/// cost    O(1)
/// source  turn_table.hpp; docs/reference/agents.md#interruption
class TurnTaker {
 public:
  Action apply(Event event) {
    const auto row = kTable.find(state_, event);
    if (!row) return Action::none;
    state_ = row->to;
    return row->action;
  }
  State state() const { return state_; }

 private:
  static constexpr TransitionTable<State::agent_speaking, Event::all_is_played, Action> kTable{
      turn_rows::kRows};
  State state_ = State::listening;
};

}  // namespace hookswitch::turn
