#include <algorithm>
#include <string>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/base/utf8_prefix.hpp"
#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/bridge/state.hpp"

namespace hookswitch::bridge {
namespace {

std::string format_text(const codec::MediaFormat& format) {
  return std::string(codec::to_string(format.encoding)) + "/" + std::to_string(format.rate_hz);
}

/// "pcmu/8000"; where the directions differ "l16_little/16000 in, l16_little/24000 out".
std::string formats_text(const agent::SessionConfig& session) {
  if (session.input == session.output) return format_text(session.input);
  return format_text(session.input) + " in, " + format_text(session.output) + " out";
}

}  // namespace

void Bridge::State::dial_agent() {
  if (!live() || agent.state == LegState::open || agent.state == LegState::dialing) return;
  call.agent_dialled(now);
  const auto bound = call.deadline(call::Bound::agent_connect);
  const Micros left = bound ? *bound - now : Micros{config.bounds.agent_connect};
  const int tries_left = std::max(1, config.bounds.agent_tries - tries);
  ++tries;
  agent.state = LegState::dialing;
  response.clear();  // of a session before this one
  client = config.agent.dialect->make_client(config.agent, config.session);
  auto plan = client->plan();
  if (tries == 1) {
    record::AgentFact fact;
    fact.dialect = config.agent.dialect->name;
    fact.format = formats_text(config.session);
    log.fact(std::move(fact));
  }
  log.event(record::Origin::bridge, record::TimelineEvent::agent_dialed,
            "try " + std::to_string(tries), now);
  dial_until = now + left / tries_left;
  std::visit(Overloaded{
                 [&](agent::Dial& dial) { open_agent(std::move(dial)); },
                 [&](wire::HttpRequest& request) {
                   asking = true;
                   out.push(AskAgent{std::move(request), left / tries_left});
                 },
             },
             plan);
}

void Bridge::State::open_agent(agent::Dial dial) {
  asking = false;
  out.push(OpenAgent{std::move(dial), std::max(Micros{1}, Micros{dial_until - now})});
}

void Bridge::State::on(const AgentReplied& replied) {
  if (agent.state != LegState::dialing || !asking) return;
  if (replied.response.status / 100 != 2)
    return on(AgentNotOpened{replied.response.status, replied.response.body.substr(0, 200)});
  auto dial = client->dial(replied.response);
  if (dial) return open_agent(std::move(*dial));
  agent.state = LegState::closed;
  asking = false;
  not_to_be_had(call::EndCause::agent_failed,
                "the response that says where the agent is: " +
                    std::string(dial.error().field.empty() ? info(dial.error().code).title
                                                           : dial.error().field),
                dial.error().code);
}

void Bridge::State::on(const AgentOpened&) {
  if (agent.state != LegState::dialing) {
    if (agent.state == LegState::closed || agent.state == LegState::absent)
      out.push(DropLeg{Leg::agent});
    return;
  }
  agent.state = LegState::open;
  log.milestone(record::Milestone::agent_connected, now);
  log.event(record::Origin::agent, record::TimelineEvent::socket_opened, {}, now);
  agent::Replies opening;
  client->open(opening);
  for (wire::Frame& frame : opening) send(Leg::agent, std::move(frame));
  agent_was_sent();
}

void Bridge::State::on(const AgentNotOpened& failed) {
  if (agent.state != LegState::dialing) return;
  agent.state = LegState::closed;
  asking = false;
  std::string detail(failed.detail);
  if (failed.broken)
    return not_to_be_had(call::EndCause::agent_protocol_error, wire::describe(*failed.broken));
  if (failed.tls) detail = "TLS: " + wire::describe(*failed.tls) + ": " + detail;
  // What is wrong with a certificate, or with the TLS that is spoken, is so the next time, too.
  if (failed.tls && *failed.tls != wire::TlsFault::other)
    return not_to_be_had(
        call::EndCause::agent_unreachable, detail,
        wire::info(*failed.tls).of_certificate ? Errc::certificate_refused : Errc::tls_failed);
  Errc meaning = Errc::agent_unreachable;
  if (failed.http_status > 0) {
    meaning =
        client->meaning_of_close(static_cast<std::uint16_t>(failed.http_status), failed.detail);
    detail = "HTTP " + std::to_string(failed.http_status) +
             (detail.empty() ? std::string() : ": " + detail);
  }
  try_failed(meaning, detail);
}

void Bridge::State::on(const AgentClosed& closed) {
  if (agent.is_over()) return;
  const bool was_ready = client->ready();
  const Errc meaning = client->meaning_of_close(closed.code, closed.reason);
  const auto fault = fault_of(Leg::agent, closed.how);
  const std::string detail = closed_text(Leg::agent, fault, closed.code, closed.reason);
  log.event(record::Origin::agent, record::TimelineEvent::socket_closed, detail, now);
  leg_is_closed(Leg::agent);
  if (!live()) return leave_if_done();
  if (fault) return end(*fault, detail);
  if (was_ready) return end(call::EndCause::agent_closed, detail, meaning);
  try_failed(meaning, detail);
}

/// False: the call is ending anyway.
bool Bridge::State::note_failed_try(std::string_view detail) {
  last_failure = log.clean(detail);
  log.event(record::Origin::agent, record::TimelineEvent::not_connected,
            "try " + std::to_string(tries) + ": " + last_failure, now);
  if (!live()) leave_if_done();
  return live();
}

/// Another try would do no better.
void Bridge::State::not_to_be_had(call::EndCause cause, std::string_view detail,
                                  std::optional<Errc> code) {
  if (note_failed_try(detail)) end(cause, last_failure, code);
}

void Bridge::State::try_failed(Errc meaning, std::string_view detail) {
  const bool worth_another = meaning == Errc::agent_unreachable || meaning == Errc::agent_closed;
  if (!worth_another) return not_to_be_had(call::EndCause::agent_failed, detail, meaning);
  if (!note_failed_try(detail)) return;
  if (tries >= config.bounds.agent_tries)
    return end(call::EndCause::agent_unreachable, last_failure);
  chores.arm(Chore::dial_agent, now + kFirstBackOff * (1 << std::min(tries - 1, 8)));
}

void Bridge::State::on(const AgentFrame& agent_frame) {
  if (agent.state != LegState::open || !client) return;
  const auto read = client->read(agent_frame.frame, from_agent);
  for (wire::Frame& reply : from_agent.replies) send(Leg::agent, std::move(reply));
  for (const Error& odd : from_agent.anomalies)
    log.oddity(record::Origin::agent, odd.code, odd.field, now);
  if (!read) log.oddity(record::Origin::agent, read.error().code, read.error().field, now);
  for (const agent::AgentMessage& message : from_agent.messages)
    std::visit([&](const auto& known) { on_message(known); }, message);
  if (agent_frame.frame.payload.size() > kLargeMessage) {
    client->give_back();
    from_agent.give_back();
    downlink.give_back();
  }
  if (!live() && !talk.awaits_text()) close_agent();
}

void Bridge::State::on_message(const agent::Ready& ready) {
  if (!live()) return;
  call.agent_ready();
  log.milestone(record::Milestone::agent_ready, now);
  record::AgentFact fact;
  fact.session_id = log.clean(ready.session_id);
  log.event(record::Origin::agent, record::TimelineEvent::ready, ready.session_id, now);
  log.fact(std::move(fact));
  flush_held();
  chores.arm(Chore::fill_silence, now + kSilenceAfter);
}

void Bridge::State::on_message(const agent::CallerSpeechStarted& started) {
  const bool is_news = !talk.caller_is_speaking();
  talk.caller_started(started.item_id, now);
  if (!live()) return;
  if (is_news) log.event(record::Origin::agent, record::TimelineEvent::caller_speaks, {}, now);
  log.milestone(record::Milestone::first_caller_speech, now);
  // A goodbye is not interrupted: "bye" is what callers say to it.
  if (goodbye != Goodbye::none) return;
  const bool agent_was_heard = turns.state() == turn::State::agent_speaking;
  if (turns.apply(turn::Event::caller_starts) == turn::Action::interrupt)
    interrupt(agent_was_heard);
}

void Bridge::State::on_message(const agent::CallerSpeechStopped&) {
  if (live() && talk.caller_is_speaking())
    log.event(record::Origin::agent, record::TimelineEvent::caller_pauses, {}, now);
  talk.caller_stopped(now);
  turns.apply(turn::Event::caller_stops);
}

void Bridge::State::on_message(const agent::CallerTextFailed& failed) {
  talk.text_failed(failed.item_id);
  log.oddity(record::Origin::agent, Errc::agent_failed, "no caller transcript: " + failed.detail,
             now);
}

void Bridge::State::on_message(const agent::TurnStarted& started) {
  // What an agent says after its goodbye is not waited for.
  if (!live() || goodbye != Goodbye::none) return;
  response = started.response_id;
  turns.apply(turn::Event::response_begins);
}

void Bridge::State::on_message(const agent::AgentAudio& audio) {
  if (!live() || audio.samples.empty()) return;
  if (goodbye != Goodbye::none && audio.response_id != last_response) return;
  log.milestone(record::Milestone::first_agent_audio, now);
  const bool was_speaking = turns.state() == turn::State::agent_speaking;
  turns.apply(turn::Event::audio_arrives);
  if (!was_speaking && turns.state() == turn::State::agent_speaking)
    log.event(record::Origin::agent, record::TimelineEvent::agent_speaks, audio.item_id, now);
  talk.agent_audio(audio.item_id, now);
  const bool dropped_before = downlink.dropped() > Micros{0};
  downlink.audio(audio.item_id, audio.samples);
  if (!dropped_before && downlink.dropped() > Micros{0})
    log.event(record::Origin::bridge, record::TimelineEvent::agent_audio_dropped,
              "more than is kept", now);
  if (goodbye != Goodbye::none) call.goodbye(downlink.plays_out(now));
}

void Bridge::State::on_message(const agent::AgentAudioDone& done) {
  if (live()) downlink.finish(done.item_id);
}

void Bridge::State::on_message(const agent::Transcript& piece) { talk.text(piece, now); }

void Bridge::State::on_message(const agent::TurnDone& done) {
  const bool interrupted = done.response_id != response;
  if (!interrupted) response.clear();
  if (done.outcome == agent::TurnDone::Outcome::failed)
    log.oddity(record::Origin::agent, Errc::agent_failed, done.detail, now);
  else if (done.outcome == agent::TurnDone::Outcome::cancelled)
    log.event(record::Origin::agent, record::TimelineEvent::response_cancelled, done.detail, now);
  else if (done.outcome == agent::TurnDone::Outcome::incomplete)
    log.event(record::Origin::agent, record::TimelineEvent::response_incomplete, done.detail, now);
  if (!live() || interrupted) return;
  downlink.finish({});
  turns.apply(turn::Event::response_is_empty);
}

void Bridge::State::on_message(const agent::ToolCall& tool) {
  record::ToolFact fact;
  fact.at_ms = log.at_ms(now);
  fact.call_id = log.clean(tool.call_id);
  fact.name = log.clean(tool.name);
  constexpr std::size_t kLongestArguments = 8 * 1024;
  log.event(record::Origin::agent, record::TimelineEvent::tool_called, tool.name, now);
  const std::size_t room = log.record().room_for_arguments();
  fact.arguments = utf8_prefix(tool.arguments, std::min(kLongestArguments, room));
  if (!live()) {
    fact.result = "the call was over";
    return log.fact(std::move(fact));
  }
  if (log.record().tools.size() >= record::Record::kMaxTools)
    return end(call::EndCause::agent_failed, "the agent exceeded the tool-call limit",
               Errc::agent_failed);
  if (tool.name == kEndCallTool) {
    fact.ok = true;
    fact.result = "hanging up";
    log.fact(std::move(fact));
    return say_goodbye();
  }
  // Answered all the same: an agent that waits for a result would say nothing for ever.
  fact.result = R"({"error":"this tool is not available on this call"})";
  for (wire::Frame& frame : client->tool_result(tool.call_id, fact.result))
    send(Leg::agent, std::move(frame));
  log.fact(std::move(fact));
}

// Every tool is answered at once, so there is nothing to stop; a goodbye is not taken back.
void Bridge::State::on_message(const agent::ToolCancelled& cancelled) {
  log.event(record::Origin::agent, record::TimelineEvent::tool_cancelled, cancelled.call_id, now);
}

void Bridge::State::on_message(const agent::AgentFailed& failed) {
  if (!failed.fatal || !live())
    return log.oddity(record::Origin::agent, failed.code, failed.detail, now);
  end(call::EndCause::agent_failed, failed.detail, failed.code);
}

}  // namespace hookswitch::bridge
