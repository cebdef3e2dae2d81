#include "hookswitch/agent/openai/errors.hpp"

namespace hookswitch::agent::openai {
namespace {

using enum Verdict;

struct Row {
  std::string_view code;
  Judgement judgement;
};

// Codes that are not listed are reported: something was refused, the session goes on.
constexpr Row kRows[] = {
    {"response_cancel_not_active", {harmless, Errc::agent_failed}},
    {"input_audio_buffer_commit_empty", {harmless, Errc::agent_failed}},
    {"item_retrieve_invalid_item_id", {harmless, Errc::agent_failed}},
    {"item_truncate_invalid_item_id", {harmless, Errc::agent_failed}},
    {"item_delete_invalid_item_id", {harmless, Errc::agent_failed}},
    {"conversation_already_has_active_response", {response_active, Errc::agent_failed}},
    {"session_expired", {fatal, Errc::agent_session_expired}},
    {"beta_api_shape_disabled", {fatal, Errc::agent_protocol_retired}},
    {"invalid_api_key", {fatal, Errc::agent_refused}},
    {"insufficient_quota", {fatal, Errc::agent_refused}},
    {"account_deactivated", {fatal, Errc::agent_refused}},
    {"billing_hard_limit_reached", {fatal, Errc::agent_refused}},
    {"model_not_found", {fatal, Errc::agent_refused}},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

Judgement judge(std::string_view code, std::string_view message) {
  for (const Row& row : kRows)
    if (row.code == code) return row.judgement;
  if (message.substr(0, 19) == "Cancellation failed") return {harmless, Errc::agent_failed};
  return {reported, Errc::agent_failed};
}

Errc meaning_of_close(std::uint16_t code, std::string_view reason) {
  // Reasons have the form <error type>.<error code>, or are the sentence of the error.
  if (contains(reason, "beta_api_shape_disabled")) return Errc::agent_protocol_retired;
  if (contains(reason, "session_expired") || contains(reason, "maximum duration"))
    return Errc::agent_session_expired;

  if (code < 600) {
    const bool may_pass = code == 408 || code == 425 || code == 429 || code >= 500 || code < 300;
    return may_pass ? Errc::agent_unreachable : Errc::agent_refused;
  }
  switch (code) {
    case 1002:  // protocol error
    case 1003:  // unacceptable data
    case 1007:  // not UTF-8
    case 1009:  // message too big
    case 1010:  // extension missing
      return Errc::agent_failed;
    case 1008:  // policy
      return Errc::agent_refused;
    default:
      break;
  }
  // 3000: key refused after the upgrade; 4000: the request itself is refused.
  return code >= 3000 ? Errc::agent_refused : Errc::agent_closed;
}

}  // namespace hookswitch::agent::openai
