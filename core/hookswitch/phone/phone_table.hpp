#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hookswitch/base/state_table.hpp"

namespace hookswitch::phone {

/// What the phone is doing. source: the table below
enum class State : std::uint8_t {
  idle,        ///< no call was dialed yet
  dialing,     ///< the media socket is being opened
  open,        ///< caller audio flows; the host has not sent any yet
  talking,     ///< audio has come from the host too
  hanging_up,  ///< the call is over; the host still has to close
  ended,
};
std::string_view to_string(State state);

namespace table {

enum class Event : std::uint8_t {
  dial,
  bad_url,
  opened,
  not_opened,
  host_audio,
  hang_up,        ///< the caller
  host_hung_up,   ///< a message of the host
  socket_closed,  ///< by either side
  broken,         ///< the socket cannot be read any further
  dial_bound,
  close_bound,
};

enum class Action : std::uint8_t {
  none,
  connect,
  open_stream,
  sign_off,    ///< send the carrier's end signals, then wait for the close
  report_end,  ///< the socket is gone
  abandon,     ///< the socket is still open: close it and do not wait
};

using Row = TransitionRow<State, Event, Action>;

using enum State;
using enum Event;
using enum Action;

/// The whole phone, on one screen. A pair that is not listed is refused and changes nothing.
// clang-format off
//    from        on             to          action
inline constexpr auto kRows = std::to_array<Row>({
    {idle,       dial,          dialing,    connect    },
    {idle,       bad_url,       ended,      report_end },
    {idle,       hang_up,       ended,      report_end },
    {dialing,    opened,        open,       open_stream},
    {dialing,    not_opened,    ended,      report_end },
    {dialing,    socket_closed, ended,      report_end },
    {dialing,    hang_up,       ended,      abandon    },
    {dialing,    dial_bound,    ended,      abandon    },
    {open,       host_audio,    talking,    none       },
    {open,       hang_up,       hanging_up, sign_off   },
    {open,       host_hung_up,  hanging_up, sign_off   },
    {open,       socket_closed, ended,      report_end },
    {open,       broken,        ended,      abandon    },
    {talking,    hang_up,       hanging_up, sign_off   },
    {talking,    host_hung_up,  hanging_up, sign_off   },
    {talking,    socket_closed, ended,      report_end },
    {talking,    broken,        ended,      abandon    },
    {hanging_up, socket_closed, ended,      report_end },
    {hanging_up, broken,        ended,      abandon    },
    {hanging_up, close_bound,   ended,      abandon    },
});
// clang-format on

}  // namespace table

inline constexpr TransitionTable<State::ended, table::Event::close_bound, table::Action>
    kPhoneTable{table::kRows};

static_assert(one_row_per_pair<State, table::Event, table::Action>(table::kRows));
static_assert(nothing_leaves<State, table::Event, table::Action>(table::kRows, State::ended));
static_assert(all_reachable<State, table::Event, table::Action>(table::kRows, State::idle,
                                                                State::ended));

namespace table {

/// A state that waits for the peer ends by its bound, too.
constexpr bool leaves_by(State state, Event event) {
  const auto row = kPhoneTable.find(state, event);
  return row && row->to == ended;
}

constexpr bool ends_with_a_report(const Row& row) {
  return (row.to == ended) == (row.action == report_end || row.action == abandon);
}

constexpr bool every_end_is_reported() {
  for (const Row& row : kRows)
    if (!ends_with_a_report(row)) return false;
  return true;
}

static_assert(every_end_is_reported());
static_assert(leaves_by(dialing, dial_bound) && leaves_by(hanging_up, close_bound));
static_assert(leaves_by(dialing, socket_closed) && leaves_by(open, socket_closed) &&
              leaves_by(talking, socket_closed) && leaves_by(hanging_up, socket_closed));

}  // namespace table
}  // namespace hookswitch::phone
