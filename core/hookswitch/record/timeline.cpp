#include "hookswitch/record/timeline.hpp"

#include <array>
#include <cstddef>

namespace hookswitch::record {
namespace {

struct Row {
  TimelineEvent event;
  std::string_view name;
};

using enum TimelineEvent;

constexpr auto kRows = std::to_array<Row>({
    {socket_opened, "socket_opened"},
    {socket_closed, "socket_closed"},
    {agent_dialed, "agent_dialed"},
    {not_connected, "not_connected"},
    {carrier_close_sent, "carrier_close_sent"},
    {agent_close_sent, "agent_close_sent"},
    {carrier_dropped, "carrier_dropped"},
    {agent_dropped, "agent_dropped"},
    {started, "started"},
    {first_media, "first_media"},
    {digit, "digit"},
    {mark_played, "mark_played"},
    {cleared, "cleared"},
    {media_paused, "media_paused"},
    {media_resumed, "media_resumed"},
    {stop, "stop"},
    {clear_sent, "clear_sent"},
    {mark_sent, "mark_sent"},
    {hang_up_sent, "hang_up_sent"},
    {phone_hang_up_sent, "phone_hang_up_sent"},
    {phone_hung_up, "phone_hung_up"},
    {ready, "ready"},
    {caller_speaks, "caller_speaks"},
    {caller_pauses, "caller_pauses"},
    {agent_speaks, "agent_speaks"},
    {response_cancelled, "response_cancelled"},
    {response_incomplete, "response_incomplete"},
    {tool_called, "tool_called"},
    {tool_cancelled, "tool_cancelled"},
    {goodbye, "goodbye"},
    {interrupted, "interrupted"},
    {agent_heard, "agent_heard"},
    {caller_audio_dropped, "caller_audio_dropped"},
    {agent_audio_dropped, "agent_audio_dropped"},
    {words_missing, "words_missing"},
    {bounds_changed, "bounds_changed"},
    {ended, "ended"},
    {journal_incomplete, "journal_incomplete"},
    {journal_damaged, "journal_damaged"},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (static_cast<std::size_t>(kRows[i].event) != i) return false;
  return kRows.size() == static_cast<std::size_t>(count);
}
static_assert(in_order());

}  // namespace

std::string_view to_string(TimelineEvent event) {
  return kRows[static_cast<std::size_t>(event)].name;
}

}  // namespace hookswitch::record
