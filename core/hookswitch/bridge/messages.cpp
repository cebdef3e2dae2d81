#include <string>
#include <utility>

#include "hookswitch/base/utf8_prefix.hpp"
#include "hookswitch/bridge/impl.hpp"
#include "hookswitch/bridge/session_plan.hpp"

namespace hookswitch::bridge {
namespace {

using record::Origin;
using record::TimelineEvent;

constexpr std::size_t kMaxArguments = 8 * 1024;  ///< of a tool call, in the record

}  // namespace

// ---- the carrier -----------------------------------------------------------------------------

void Bridge::Impl::on(const CarrierOpened& opened) {
  if (!carrier.open(opened.remote)) return;
  context.chores.arm(Chore::save_media, context.now + kSaveMediaEvery);
  if (carrier.traits().has_start)
    context.call.apply(call::Event::socket_opens, context.now);
  else
    begin_stream();
  if (carrier.traits().opens_before_answer) context.call.apply(call::Event::rings, context.now);
  if (!context.config.dials_at_once) return;
  context.log.begin();
  dial_agent();
}

void Bridge::Impl::begin_stream() {
  context.call.apply(call::Event::stream_starts, context.now);
  context.milestone(record::Milestone::answered);
  context.milestone(record::Milestone::started);
  carrier.stream_starts();
  dialogue.start_stream();
}

void Bridge::Impl::on(const CarrierFrame& carrier_frame) {
  // A peer that is being closed may still send stop; a closed one sends nothing.
  if (carrier.socket().is_over()) return;
  const std::size_t size = carrier_frame.frame.payload.size();
  std::size_t bytes = size;  // counted with the first message
  const auto messages = carrier.read(carrier_frame.frame);
  if (context.live()) context.log.begin();
  for (const carrier::CarrierMessage& each : messages)
    std::visit([&](const auto& message) { on_message(message, std::exchange(bytes, 0)); }, each);
  if (size > kLargeMessage) {
    carrier.give_back();
    agent.give_back();
  }
}

void Bridge::Impl::on_message(const carrier::Started& started, std::size_t) {
  if (!context.live()) return;
  name_call(carrier.started(started));
  if (dialogue.stream_started()) return;
  begin_stream();
  if (agent.tries() == 0) dial_agent();
}

void Bridge::Impl::name_call(record::CarrierFact fact) {
  const std::string call_id = fact.call_id;
  context.log.fact(std::move(fact));
  if (identity.name(call_id)) context.out.push(ClaimCall{call_id});
}

void Bridge::Impl::on_message(const carrier::Media& media, std::size_t bytes) {
  if (!context.live()) return;
  if (media.rate_hz <= 0 || media.samples.empty()) return;
  const bool is_first = !context.log.record().at(record::Milestone::first_media_in);
  carrier.media(media, bytes);
  if (is_first && !carrier.traits().has_start && agent.tries() == 0) dial_agent();
  context.call.apply(call::Event::media_arrives, context.now);
  agent.caller_audio(media.samples, media.rate_hz);
}

void Bridge::Impl::on_message(const carrier::Digit& digit, std::size_t) {
  context.event(Origin::carrier, TimelineEvent::digit, std::string_view(&digit.digit, 1));
}

void Bridge::Impl::on_message(const carrier::MarkPlayed& mark, std::size_t) {
  if (!goodbye.is_played(mark.name)) return;
  context.event(Origin::carrier, TimelineEvent::mark_played, mark.name);
  ending.decide(call::EndCause::goodbye);
}

void Bridge::Impl::on_message(const carrier::Cleared&, std::size_t) {
  context.event(Origin::carrier, TimelineEvent::cleared);
}

void Bridge::Impl::on_message(const carrier::Paused&, std::size_t) {
  context.event(Origin::carrier, TimelineEvent::media_paused);
  context.call.apply(call::Event::media_pauses, context.now);
}

void Bridge::Impl::on_message(const carrier::Resumed&, std::size_t) {
  context.event(Origin::carrier, TimelineEvent::media_resumed);
  context.call.apply(call::Event::media_arrives, context.now);
}

void Bridge::Impl::on_message(const carrier::Stopped& stopped, std::size_t) {
  // Of a call that was up on another socket.
  if (context.live() && !stopped.call_id.empty()) name_call(carrier.stopped(stopped));
  context.milestone(record::Milestone::stop_received);
  context.event(Origin::carrier, TimelineEvent::stop, stopped.reason);
  ending.decide(call::EndCause::carrier_stop, stopped.reason);
}

void Bridge::Impl::on(const CarrierClosed& closed) {
  LegSocket& socket = carrier.socket();
  if (socket.is_over()) return;
  const auto code = static_cast<wire::CloseCode>(closed.code);
  const bool in_order = code == wire::CloseCode::normal || code == wire::CloseCode::going_away ||
                        code == wire::CloseCode::no_status;
  const auto fault = socket.fault_of(closed.how);
  const std::string detail = socket.closed_text(fault, closed.code, closed.reason);
  // A code that reports an error (a message too large, a broken frame) counts as a message.
  if (context.live() && (fault || (!in_order && code != wire::CloseCode::abnormal)))
    context.log.begin();
  const bool was_open = socket.can_send();
  context.event(Origin::carrier, TimelineEvent::socket_closed, detail);
  socket.ends();
  // The reply to our own close is not a cause.
  if (!was_open && !context.live()) return;
  ending.decide(fault      ? *fault
                : in_order ? call::EndCause::carrier_closed
                           : call::EndCause::carrier_lost,
                detail);
}

// ---- the agent -------------------------------------------------------------------------------

void Bridge::Impl::dial_agent() {
  if (agent.dial()) dialogue.forget_response();
}

void Bridge::Impl::on(const AgentReplied& replied) { ending.decide(agent.on(replied)); }
void Bridge::Impl::on(const AgentOpened& opened) { agent.on(opened); }
void Bridge::Impl::on(const AgentClosed& closed) { ending.decide(agent.on(closed)); }
void Bridge::Impl::on(const AgentNotOpened& failed) { ending.decide(agent.on(failed)); }

void Bridge::Impl::on(const AgentFrame& agent_frame) {
  if (!agent.socket().can_send()) return;
  for (const agent::AgentMessage& each : agent.read(agent_frame.frame))
    std::visit([&](const auto& message) { on_message(message); }, each);
  if (agent_frame.frame.payload.size() > kLargeMessage) {
    agent.give_back();
    dialogue.give_back();
  }
  ending.words_may_be_complete();
}

void Bridge::Impl::on_message(const agent::Ready& ready) {
  if (context.live()) agent.ready(ready);
}

void Bridge::Impl::on_message(const agent::ToolCall& tool) {
  CallLog& log = context.log;
  record::ToolFact fact;
  fact.at_ms = log.at_ms(context.now);
  fact.call_id = log.clean(tool.call_id);
  fact.name = log.clean(tool.name);
  context.event(Origin::agent, TimelineEvent::tool_called, tool.name);
  const std::size_t room = log.record().room_for_arguments();
  fact.arguments = utf8_prefix(tool.arguments, std::min(kMaxArguments, room));
  if (!context.live()) {
    fact.result = "the call was over";
    return log.fact(std::move(fact));
  }
  if (log.record().tools.size() >= record::Record::kMaxTools)
    return ending.decide(call::EndCause::agent_failed, "the agent exceeded the tool-call limit",
                         Errc::agent_failed);
  if (tool.name == kEndCallTool) {
    fact.ok = true;
    fact.result = "hanging up";
    log.fact(std::move(fact));
    return dialogue.say_goodbye();
  }
  // It gets a result all the same: an agent that waits for one would never speak again.
  fact.result = R"({"error":"this tool is not available on this call"})";
  agent.tool_result(tool.call_id, fact.result);
  log.fact(std::move(fact));
}

// Every tool returns at once, so there is nothing to stop; a goodbye is not revoked.
void Bridge::Impl::on_message(const agent::ToolCancelled& cancelled) {
  context.event(Origin::agent, TimelineEvent::tool_cancelled, cancelled.call_id);
}

void Bridge::Impl::on_message(const agent::AgentFailed& failed) {
  if (!failed.fatal || !context.live())
    return context.anomaly(Origin::agent, failed.code, failed.detail);
  ending.decide(call::EndCause::agent_failed, failed.detail, failed.code);
}

}  // namespace hookswitch::bridge
