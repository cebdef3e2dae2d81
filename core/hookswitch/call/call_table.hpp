#pragma once

#include <cstdint>

#include "hookswitch/base/state_table.hpp"

namespace hookswitch::call {

enum class State : std::uint8_t { created, ringing, answered, streaming, ending, ended };

enum class Event : std::uint8_t {
  rings,
  answers,
  socket_opens,    ///< of a carrier that reports when its stream starts
  stream_starts,   ///< the start message, or the socket of a carrier without one
  media_arrives,   ///< from the carrier
  media_pauses,    ///< as the carrier announced
  end_is_decided,  ///< by the first of all causes
  all_is_done,     ///< record stored and legs closed, or the bound for that
};

enum class Action : std::uint8_t {
  none,
  await_answer,
  await_socket,
  await_start,
  await_media,
  watch_silence,
  watch_pause,
  wind_up,     ///< every other bound is off; the call must be gone in time
  note_cause,  ///< the end was decided before: this cause is only noted
  report,
};

using Row = TransitionRow<State, Event, Action>;

namespace call_rows {
using enum State;
using enum Event;
using enum Action;

/// The life of a call; it may begin at any of the first four states. A pair that is not listed is
/// refused and changes nothing.
// clang-format off
//   from       on              to         action
inline constexpr Row kRows[] = {
    {created,   rings,          ringing,   await_answer },
    {created,   answers,        answered,  await_socket },
    {created,   socket_opens,   answered,  await_start  },
    {created,   stream_starts,  streaming, await_media  },
    {created,   end_is_decided, ending,    wind_up      },
    {ringing,   answers,        answered,  await_socket },
    {ringing,   socket_opens,   answered,  await_start  },
    {ringing,   stream_starts,  streaming, await_media  },
    {ringing,   end_is_decided, ending,    wind_up      },
    {answered,  rings,          ringing,   await_answer },
    {answered,  socket_opens,   answered,  await_start  },
    {answered,  stream_starts,  streaming, await_media  },
    {answered,  end_is_decided, ending,    wind_up      },
    {streaming, media_arrives,  streaming, watch_silence},
    {streaming, media_pauses,   streaming, watch_pause  },
    {streaming, end_is_decided, ending,    wind_up      },
    {ending,    end_is_decided, ending,    note_cause   },
    {ending,    all_is_done,    ended,     report       },
};
// clang-format on
}  // namespace call_rows

static_assert(one_row_per_pair<State, Event, Action>(call_rows::kRows));
static_assert(nothing_leaves<State, Event, Action>(call_rows::kRows, State::ended));
static_assert(all_reachable<State, Event, Action>(call_rows::kRows, State::created, State::ended));

inline constexpr TransitionTable<State::ended, Event::all_is_done, Action> kCallTable{
    call_rows::kRows};

constexpr bool every_live_state_can_end() {
  for (const State state : {State::created, State::ringing, State::answered, State::streaming}) {
    const auto row = kCallTable.find(state, Event::end_is_decided);
    if (!row || row->to != State::ending || row->action != Action::wind_up) return false;
  }
  return true;
}
static_assert(every_live_state_can_end());

}  // namespace hookswitch::call
