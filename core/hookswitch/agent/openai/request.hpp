#pragma once

#include <string>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/frame.hpp"

/// What the client says to OpenAI Realtime, one function per event that hookswitch sends.
namespace hookswitch::agent::openai {

wire::Frame session_update(const SessionConfig& config, std::string_view event_id);
/// `instructions` may be empty: then the session's hold.
wire::Frame response_create(std::string_view instructions, std::string_view event_id);
wire::Frame item_truncate(std::string_view item_id, Millis heard, std::string_view event_id);
wire::Frame function_output(std::string_view call_id, std::string_view output,
                            std::string_view event_id);

}  // namespace hookswitch::agent::openai
