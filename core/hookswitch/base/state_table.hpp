#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace hookswitch {

/// One transition of a state machine that is written down as a table.
template <class State, class Event, class Action>
struct TransitionRow {
  State from;
  Event on;
  State to;
  Action action;
};

/// At most one row for each pair of state and event.
template <class State, class Event, class Action>
constexpr bool one_row_per_pair(std::span<const TransitionRow<State, Event, Action>> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      if (rows[i].from == rows[j].from && rows[i].on == rows[j].on) return false;
  return true;
}

/// No row begins in `state`.
template <class State, class Event, class Action>
constexpr bool nothing_leaves(std::span<const TransitionRow<State, Event, Action>> rows,
                              State state) {
  for (const auto& row : rows)
    if (row.from == state) return false;
  return true;
}

/// Every state up to `last`, but for `first`, is entered by a row from another state.
template <class State, class Event, class Action>
constexpr bool all_reachable(std::span<const TransitionRow<State, Event, Action>> rows, State first,
                             State last) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    const auto wanted = static_cast<State>(i);
    bool found = wanted == first;
    for (const auto& row : rows) found = found || (row.to == wanted && row.from != wanted);
    if (!found) return false;
  }
  return true;
}

/// Rows indexed by state and event; needs the last value of both enums.
///
/// shape   built at compile time from the rows, asked at run time
/// errors  nullopt: the pair is not listed, the event is refused in this state
/// cost    O(1)
template <auto kLastState, auto kLastEvent, class Action>
class TransitionTable {
 public:
  using State = decltype(kLastState);
  using Event = decltype(kLastEvent);
  using Row = TransitionRow<State, Event, Action>;

  constexpr explicit TransitionTable(std::span<const Row> rows) {
    for (const Row& row : rows) at(row.from, row.on) = Cell{true, row.to, row.action};
  }
  constexpr std::optional<Row> find(State from, Event on) const {
    const Cell& cell = cells_[index(from, on)];
    if (!cell.listed) return std::nullopt;
    return Row{from, on, cell.to, cell.action};
  }

 private:
  struct Cell {
    bool listed = false;
    State to{};
    Action action{};
  };
  static constexpr auto kStates = static_cast<std::size_t>(kLastState) + 1;
  static constexpr auto kEvents = static_cast<std::size_t>(kLastEvent) + 1;
  static constexpr std::size_t index(State from, Event on) {
    return static_cast<std::size_t>(from) * kEvents + static_cast<std::size_t>(on);
  }
  constexpr Cell& at(State from, Event on) { return cells_[index(from, on)]; }
  std::array<Cell, kStates * kEvents> cells_{};
};

}  // namespace hookswitch
