#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

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
  socket_closed,  ///< by whichever side
  broken,         ///< what came over the socket can be read no further
  dial_bound,
  close_bound,
};

enum class Action : std::uint8_t {
  none,
  connect,
  open_stream,
  sign_off,    ///< say what the carrier says at the end of a call, then wait for the close
  report_end,  ///< the socket is gone
  abandon,     ///< the socket is still there: close it and do not wait
};

struct Row {
  State from;
  Event on;
  State to;
  Action action;
};

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

constexpr std::optional<Row> row_for(State from, Event on) {
  for (const Row& row : kRows)
    if (row.from == from && row.on == on) return row;
  return std::nullopt;
}

constexpr bool one_row_per_pair() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    for (std::size_t k = i + 1; k < kRows.size(); ++k)
      if (kRows[i].from == kRows[k].from && kRows[i].on == kRows[k].on) return false;
  return true;
}

constexpr bool nothing_leaves(State state) {
  for (const Row& row : kRows)
    if (row.from == state) return false;
  return true;
}

/// Whoever waits for somebody else must be able to give up.
constexpr bool leaves_by(State state, Event event) {
  const auto row = row_for(state, event);
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

static_assert(one_row_per_pair());
static_assert(nothing_leaves(ended));
static_assert(every_end_is_reported());
static_assert(leaves_by(dialing, dial_bound) && leaves_by(hanging_up, close_bound));
static_assert(leaves_by(dialing, socket_closed) && leaves_by(open, socket_closed) &&
              leaves_by(talking, socket_closed) && leaves_by(hanging_up, socket_closed));

}  // namespace table
}  // namespace hookswitch::phone
