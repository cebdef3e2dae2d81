#include "hookswitch/call/end_cause.hpp"

#include <array>

namespace hookswitch::call {
namespace {

struct CauseRow {
  EndCause cause;
  std::string_view name;
  EndedBy by;
  std::optional<Errc> code;
};

// clang-format off
constexpr std::array<CauseRow, 25> kRows{{
    {EndCause::carrier_stop,           "carrier_stop",           EndedBy::carrier,          std::nullopt},
    {EndCause::carrier_closed,         "carrier_closed",         EndedBy::carrier,          std::nullopt},
    {EndCause::carrier_lost,           "carrier_lost",           EndedBy::carrier,          Errc::carrier_socket_lost},
    {EndCause::carrier_protocol_error, "carrier_protocol_error", EndedBy::carrier,          Errc::protocol_error},
    {EndCause::carrier_too_large,      "carrier_too_large",      EndedBy::carrier,          Errc::message_too_large},
    {EndCause::hang_up_webhook,        "hang_up_webhook",        EndedBy::carrier,          std::nullopt},
    {EndCause::hang_up_request,        "hang_up_request",        EndedBy::operator_request, std::nullopt},
    {EndCause::goodbye,                "goodbye",                EndedBy::agent,            std::nullopt},
    {EndCause::agent_closed,           "agent_closed",           EndedBy::agent,            Errc::agent_closed},
    {EndCause::agent_failed,           "agent_failed",           EndedBy::agent,            Errc::agent_failed},
    {EndCause::agent_protocol_error,   "agent_protocol_error",   EndedBy::agent,            Errc::protocol_error},
    {EndCause::agent_too_large,        "agent_too_large",        EndedBy::agent,            Errc::message_too_large},
    {EndCause::agent_unreachable,      "agent_unreachable",      EndedBy::agent,            Errc::agent_unreachable},
    {EndCause::no_answer,              "no_answer",              EndedBy::bridge,           Errc::no_answer},
    {EndCause::no_media_socket,        "no_media_socket",        EndedBy::bridge,           Errc::no_media_socket},
    {EndCause::no_start_message,       "no_start_message",       EndedBy::bridge,           Errc::no_start_message},
    {EndCause::no_first_media,         "no_first_media",         EndedBy::bridge,           Errc::no_first_media},
    {EndCause::media_silence,          "media_silence",          EndedBy::bridge,           Errc::media_silence},
    {EndCause::send_stalled,           "send_stalled",           EndedBy::bridge,           Errc::send_stalled},
    {EndCause::send_backlog,           "send_backlog",           EndedBy::bridge,           Errc::send_backlog},
    {EndCause::socket_failed,          "socket_failed",          EndedBy::bridge,           Errc::socket_failed},
    {EndCause::longest_call,           "longest_call",           EndedBy::bridge,           Errc::longest_call},
    {EndCause::replaced,               "replaced",               EndedBy::carrier,          Errc::replaced},
    {EndCause::draining,               "draining",               EndedBy::bridge,           Errc::draining},
    {EndCause::crashed,                "crashed",                EndedBy::bridge,           Errc::crashed},
}};
// clang-format on

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].cause != static_cast<EndCause>(i)) return false;
  return kRows.back().cause == EndCause::crashed;
}
static_assert(rows_are_in_order());

const CauseRow& row(EndCause cause) { return kRows[static_cast<std::size_t>(cause)]; }

}  // namespace

std::string_view to_string(EndCause cause) { return row(cause).name; }

std::string_view to_string(EndedBy by) {
  switch (by) {
    case EndedBy::carrier:
      return "carrier";
    case EndedBy::agent:
      return "agent";
    case EndedBy::bridge:
      return "bridge";
    case EndedBy::operator_request:
      return "operator";
  }
  return "bridge";
}

std::optional<EndCause> end_cause_from_name(std::string_view name) {
  for (const CauseRow& known : kRows)
    if (known.name == name) return known.cause;
  return std::nullopt;
}

std::optional<Errc> code_of(EndCause cause) { return row(cause).code; }
EndedBy by_of(EndCause cause) { return row(cause).by; }

}  // namespace hookswitch::call
