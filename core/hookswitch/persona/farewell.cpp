#include "hookswitch/persona/farewell.hpp"

#include <algorithm>

#include "hookswitch/persona/chime.hpp"

namespace hookswitch::persona {
namespace {

constexpr std::string_view kTool = "end_call";

}  // namespace

void Farewell::caller_said(const Speech&, Instant now, agent::Replies& out) {
  if (server_.turn_detection().automatic && server_.turn_detection().create_response)
    asked(now, out);
}

void Farewell::asked(Instant now, agent::Replies& out) {
  if (!server_.begin_response(out)) return;
  if (done_) {
    server_.finish_response(agent::TurnDone::Outcome::completed, out);
    return;
  }
  server_.response_text("Goodbye. (two soft tones)", out);
  speaker_.say(chime(server_.output_format().rate_hz), now);
}

void Farewell::due(Instant now, agent::Replies& out) {
  if (!speaker_.due(now, server_, out)) return;
  done_ = true;
  const auto& tools = server_.config().tools;
  const bool can_end = std::any_of(tools.begin(), tools.end(),
                                   [](const agent::Tool& tool) { return tool.name == kTool; });
  if (can_end)
    server_.call_tool(kTool, "{}", out);
  else
    server_.finish_response(agent::TurnDone::Outcome::completed, out);
}

}  // namespace hookswitch::persona
