#include "hookswitch/bridge/agent_leg.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/bridge/session_plan.hpp"

namespace hookswitch::bridge {
namespace {

/// "pcmu/8000"; where the directions differ "l16_little/16000 in, l16_little/24000 out".
std::string formats_text(const agent::SessionConfig& session) {
  if (session.input == session.output) return format_text(session.input);
  return format_text(session.input) + " in, " + format_text(session.output) + " out";
}

}  // namespace

AgentLeg::AgentLeg(CallContext& context)
    : context_(context),
      socket_(Leg::agent, context),
      uplink_(context.config.session.input.rate_hz) {}

bool AgentLeg::dial() {
  if (!context_.live() || !socket_.dials()) return false;
  const Config& config = context_.config;
  context_.call.agent_dialled(context_.now);
  const auto bound = context_.call.deadline(call::Bound::agent_connect);
  const Micros left = bound ? *bound - context_.now : Micros{config.bounds.agent_connect};
  const int tries_left = std::max(1, config.bounds.agent_tries - tries_);
  ++tries_;
  client_ = config.agent.dialect->make_client(config.agent, config.session);
  auto plan = client_->plan();
  if (tries_ == 1) {
    record::AgentFact fact;
    fact.dialect = config.agent.dialect->name;
    fact.format = formats_text(config.session);
    context_.log.fact(std::move(fact));
  }
  context_.event(record::Origin::bridge, record::TimelineEvent::agent_dialed,
                 "try " + std::to_string(tries_));
  dial_until_ = context_.now + left / tries_left;
  std::visit(Overloaded{
                 [&](agent::Dial& dial) { open(std::move(dial)); },
                 [&](wire::HttpRequest& request) {
                   asking_ = true;
                   context_.out.push(AskAgent{std::move(request), left / tries_left});
                 },
             },
             plan);
  return true;
}

void AgentLeg::open(agent::Dial dial) {
  asking_ = false;
  context_.out.push(
      OpenAgent{std::move(dial), std::max(Micros{1}, Micros{dial_until_ - context_.now})});
}

AgentLeg::Verdict AgentLeg::on(const AgentReplied& replied) {
  if (!socket_.is(LegState::dialing) || !asking_) return std::nullopt;
  if (replied.response.status / 100 != 2)
    return on(AgentNotOpened{replied.response.status, replied.response.body.substr(0, 200)});
  auto dial = client_->dial(replied.response);
  if (!dial) {
    not_opened();
    return give_up(call::EndCause::agent_failed,
                   "the response that says where the agent is: " +
                       std::string(dial.error().field.empty() ? info(dial.error().code).title
                                                              : dial.error().field),
                   dial.error().code);
  }
  open(std::move(*dial));
  return std::nullopt;
}

void AgentLeg::on(const AgentOpened&) {
  if (!socket_.is(LegState::dialing)) {
    if (socket_.is_over()) context_.out.push(DropLeg{Leg::agent});
    return;
  }
  socket_.opens();
  context_.milestone(record::Milestone::agent_connected);
  context_.event(record::Origin::agent, record::TimelineEvent::socket_opened);
  agent::Replies opening;
  client_->open(opening);
  for (wire::Frame& frame : opening) send(std::move(frame));
  was_sent();
}

AgentLeg::Verdict AgentLeg::on(const AgentNotOpened& failed) {
  if (!socket_.is(LegState::dialing)) return std::nullopt;
  not_opened();
  std::string detail(failed.detail);
  if (failed.broken)
    return give_up(call::EndCause::agent_protocol_error, wire::describe(*failed.broken));
  if (failed.tls) detail = "TLS: " + wire::describe(*failed.tls) + ": " + detail;
  // A fault of a certificate or of the TLS version is the same at the next try.
  if (failed.tls && *failed.tls != wire::TlsFault::other)
    return give_up(
        call::EndCause::agent_unreachable, detail,
        wire::info(*failed.tls).of_certificate ? Errc::certificate_refused : Errc::tls_failed);
  Errc meaning = Errc::agent_unreachable;
  if (failed.http_status > 0) {
    meaning =
        client_->meaning_of_close(static_cast<std::uint16_t>(failed.http_status), failed.detail);
    detail = "HTTP " + std::to_string(failed.http_status) +
             (detail.empty() ? std::string() : ": " + detail);
  }
  return try_failed(meaning, detail);
}

AgentLeg::Verdict AgentLeg::on(const AgentClosed& closed) {
  if (socket_.is_over()) return std::nullopt;
  const bool was_ready = client_->ready();
  const Errc meaning = client_->meaning_of_close(closed.code, closed.reason);
  const auto fault = socket_.fault_of(closed.how);
  const std::string detail = socket_.closed_text(fault, closed.code, closed.reason);
  context_.event(record::Origin::agent, record::TimelineEvent::socket_closed, detail);
  socket_.ends();
  if (!context_.live()) return std::nullopt;
  if (fault) return call::Ending{*fault, detail, std::nullopt};
  if (was_ready) return call::Ending{call::EndCause::agent_closed, detail, meaning};
  return try_failed(meaning, detail);
}

void AgentLeg::not_opened() {
  asking_ = false;
  socket_.ends();
}

/// False: the call is ending already.
bool AgentLeg::note_failed_try(std::string_view detail) {
  last_failure_ = context_.log.clean(detail);
  context_.event(record::Origin::agent, record::TimelineEvent::not_connected,
                 "try " + std::to_string(tries_) + ": " + last_failure_);
  return context_.live();
}

/// Another try would do no better.
AgentLeg::Verdict AgentLeg::give_up(call::EndCause cause, std::string_view detail,
                                    std::optional<Errc> code) {
  if (!note_failed_try(detail)) return std::nullopt;
  return call::Ending{cause, last_failure_, code};
}

AgentLeg::Verdict AgentLeg::try_failed(Errc meaning, std::string_view detail) {
  const bool worth_another = meaning == Errc::agent_unreachable || meaning == Errc::agent_closed;
  if (!worth_another) return give_up(call::EndCause::agent_failed, detail, meaning);
  if (!note_failed_try(detail)) return std::nullopt;
  if (tries_ >= context_.config.bounds.agent_tries)
    return call::Ending{call::EndCause::agent_unreachable, last_failure_, std::nullopt};
  context_.chores.arm(Chore::dial_agent,
                      context_.now + kFirstBackOff * (1 << std::min(tries_ - 1, 8)));
  return std::nullopt;
}

std::span<const agent::AgentMessage> AgentLeg::read(wire::FrameView frame) {
  const auto read = client_->read(frame, reading_);
  for (wire::Frame& reply : reading_.replies) send(std::move(reply));
  for (const Error& anomaly : reading_.anomalies)
    context_.anomaly(record::Origin::agent, anomaly.code, anomaly.field);
  if (!read) context_.anomaly(record::Origin::agent, read.error().code, read.error().field);
  return reading_.messages;
}

void AgentLeg::send(wire::Frame frame) {
  if (!socket_.can_send()) return;
  socket_.send(std::move(frame));
  was_sent();
}

void AgentLeg::was_sent() {
  if (const Micros period = traits().keep_alive; period > Micros{0} && context_.live())
    context_.chores.arm(Chore::keep_alive, context_.now + period);
}

void AgentLeg::keep_alive() {
  if (!socket_.can_send()) return;
  if (auto frame = client_->keep_alive()) socket_.send(std::move(*frame));
  was_sent();
}

void AgentLeg::ready(const agent::Ready& ready) {
  context_.call.agent_ready();
  context_.milestone(record::Milestone::agent_ready);
  record::AgentFact fact;
  fact.session_id = context_.log.clean(ready.session_id);
  context_.event(record::Origin::agent, record::TimelineEvent::ready, ready.session_id);
  context_.log.fact(std::move(fact));
  const Micros piece = traits().max_input;
  for (PcmView next = uplink_.take_held(piece); !next.empty(); next = uplink_.take_held(piece))
    send(client_->append_audio(next));
  context_.chores.arm(Chore::fill_silence, context_.now + kSilenceAfter);
}

void AgentLeg::caller_audio(PcmView samples, int rate_hz) {
  const PcmView converted = uplink_.convert(samples, rate_hz);
  if (!hears()) {
    const bool lost_before = uplink_.dropped() > Micros{0};
    uplink_.hold(converted);
    if (!lost_before && uplink_.dropped() > Micros{0})
      context_.event(record::Origin::bridge, record::TimelineEvent::caller_audio_dropped,
                     "the agent is not ready");
    return;
  }
  if (!converted.empty()) send(client_->append_audio(converted));
  context_.chores.arm(Chore::fill_silence, context_.now + kSilenceAfter);
}

// An agent's speech detection runs on what it hears: without silence a turn never ends.
void AgentLeg::fill_silence(Instant due) {
  if (!context_.live() || !hears()) return;
  const Micros frame = traits().input_frame;
  send(client_->append_audio(uplink_.silence(frame)));
  const Instant next = due + frame;
  context_.chores.arm(Chore::fill_silence,
                      context_.now - next > kMaxSilenceOwed ? context_.now + frame : next);
}

void AgentLeg::end_turn() {
  const Micros frame = traits().input_frame;
  for (Micros owed = context_.config.session.silence_duration + 2 * frame; owed > Micros{0};
       owed -= frame)
    send(client_->append_audio(uplink_.silence(frame)));
}

void AgentLeg::truncate(std::string_view item, Micros heard) {
  if (auto frame = client_->truncate(item, Millis{to_ms(heard)})) send(std::move(*frame));
}

void AgentLeg::tool_result(std::string_view call_id, std::string_view result) {
  for (wire::Frame& frame : client_->tool_result(call_id, result)) send(std::move(frame));
}

void AgentLeg::close(Micros timeout) {
  if (socket_.is(LegState::dialing)) return socket_.drop();
  socket_.close(wire::CloseCode::normal, {}, timeout);
}

void AgentLeg::give_back() {
  uplink_.give_back();
  reading_.give_back();
  if (client_) client_->give_back();
}

}  // namespace hookswitch::bridge
