#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::call {

/// Why a call ended. The first one wins; later ones are only noted.
enum class EndCause : std::uint8_t {
  carrier_stop,            ///< the carrier's stop message
  carrier_closed,          ///< the carrier closed its socket cleanly
  carrier_lost,            ///< the carrier's socket broke
  carrier_protocol_error,  ///< the carrier broke the WebSocket protocol
  carrier_too_large,       ///< the carrier sent a message above the limit
  hang_up_webhook,         ///< the carrier reported it over HTTP
  hang_up_request,         ///< DELETE /v1/calls/{id}
  goodbye,                 ///< the agent said goodbye and asked to hang up
  agent_closed,            ///< the agent closed its session
  agent_failed,            ///< the agent reported a fatal error
  agent_protocol_error,    ///< the agent broke the WebSocket protocol
  agent_too_large,         ///< the agent sent a message above the limit
  agent_unreachable,       ///< bound: agent connect
  no_answer,               ///< bound: ringing
  no_media_socket,         ///< bound: answered -> socket
  no_start_message,        ///< bound: socket -> start
  no_first_media,          ///< bound: start -> first media
  media_silence,           ///< bound: no media while streaming
  send_stalled,            ///< bound: one send outstanding
  send_backlog,            ///< more waited for a peer than the limit
  socket_failed,           ///< a socket failed for a reason of this machine
  longest_call,            ///< bound
  replaced,                ///< a second socket took over
  draining,                ///< the bridge is being stopped
  crashed,                 ///< found at start-up: the process died during the call
};

enum class EndedBy : std::uint8_t { carrier, agent, bridge, operator_request };

std::string_view to_string(EndCause cause);
std::string_view to_string(EndedBy by);
std::optional<EndCause> end_cause_from_name(std::string_view name);

/// The catalogue code that explains the cause; nullopt for a normal end.
std::optional<Errc> code_of(EndCause cause);
EndedBy by_of(EndCause cause);

}  // namespace hookswitch::call
