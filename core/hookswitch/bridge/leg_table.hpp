#pragma once

#include <cstdint>

#include "hookswitch/base/state_table.hpp"

namespace hookswitch::bridge {

/// The state of a leg's socket.
enum class LegState : std::uint8_t {
  absent,   ///< not dialled or opened yet
  dialing,  ///< requested, not open yet
  open,
  leaving,  ///< the dialect's own message that the call is over was sent: the peer closes
  closing,  ///< our close frame is out: nothing may follow. source  RFC 6455, section 5.5.1
  closed,
};

enum class LegEvent : std::uint8_t {
  dials,
  opens,
  takes_leave,
  sends_close,
  ends,  ///< closed by the peer, dropped by us, or never there
};

enum class LegAction : std::uint8_t {
  none,
  note_closed,  ///< an open socket has ended: the record holds when
};

using LegRow = TransitionRow<LegState, LegEvent, LegAction>;

namespace leg_rows {
using enum LegState;
using enum LegEvent;
using enum LegAction;

/// The socket of either leg: the carrier's opens, the agent's is dialed, again when a try fails. A
/// pair that is not listed is refused and changes nothing.
// clang-format off
//   from     on           to       action
inline constexpr LegRow kRows[] = {
    {absent,  dials,       dialing, none       },
    {absent,  opens,       open,    none       },
    {dialing, opens,       open,    none       },
    {dialing, ends,        closed,  none       },
    {open,    takes_leave, leaving, none       },
    {open,    sends_close, closing, none       },
    {open,    ends,        closed,  note_closed},
    {leaving, sends_close, closing, none       },
    {leaving, ends,        closed,  note_closed},
    {closing, ends,        closed,  note_closed},
    {closed,  dials,       dialing, none       },
};
// clang-format on
}  // namespace leg_rows

inline constexpr TransitionTable<LegState::closed, LegEvent::ends, LegAction> kLegTable{
    leg_rows::kRows};

static_assert(one_row_per_pair<LegState, LegEvent, LegAction>(leg_rows::kRows));
static_assert(all_reachable<LegState, LegEvent, LegAction>(leg_rows::kRows, LegState::absent,
                                                           LegState::closed));

/// Every state handles the end of the socket.
constexpr bool every_socket_can_end() {
  for (const LegState state :
       {LegState::dialing, LegState::open, LegState::leaving, LegState::closing}) {
    const auto row = kLegTable.find(state, LegEvent::ends);
    if (!row || row->to != LegState::closed) return false;
    if ((row->action == LegAction::note_closed) != (state != LegState::dialing)) return false;
  }
  return true;
}
static_assert(every_socket_can_end());

}  // namespace hookswitch::bridge
