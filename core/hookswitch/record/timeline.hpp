#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hookswitch::record {

/// What happens on a call, by name: docs/record.md and docs/record.schema.json list the same names.
/// A timeline has two more kinds of entries, named as the error catalogue has them (the first
/// anomaly of its kind) and as the causes of an end are (what would have been a cause later).
enum class TimelineEvent : std::uint8_t {
  // The sockets.
  socket_opened,
  socket_closed,
  agent_dialed,
  not_connected,
  carrier_close_sent,
  agent_close_sent,
  carrier_dropped,
  agent_dropped,
  // From the carrier, and to it.
  started,
  first_media,
  digit,
  mark_played,
  cleared,
  media_paused,
  media_resumed,
  stop,
  clear_sent,
  mark_sent,
  hang_up_sent,
  phone_hang_up_sent,
  phone_hung_up,
  // What the agent says.
  ready,
  caller_speaks,
  caller_pauses,
  agent_speaks,
  response_cancelled,
  response_incomplete,
  tool_called,
  tool_cancelled,
  goodbye,
  // What the bridge makes of it.
  interrupted,
  agent_heard,
  caller_audio_dropped,
  agent_audio_dropped,
  words_missing,
  bounds_changed,
  ended,
  // After a crash.
  journal_incomplete,
  journal_damaged,
  count
};

std::string_view to_string(TimelineEvent event);

}  // namespace hookswitch::record
