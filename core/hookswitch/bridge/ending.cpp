#include <algorithm>
#include <string>
#include <utility>

#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/bridge/state.hpp"
#include "hookswitch/call/bound_rules.hpp"
#include "hookswitch/doctor/record_rules.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;

record::Origin origin_of(EndCause cause) {
  if (cause == EndCause::hang_up_webhook || cause == EndCause::hang_up_request)
    return record::Origin::control;
  switch (call::by_of(cause)) {
    case call::EndedBy::carrier:
      return record::Origin::carrier;
    case call::EndedBy::agent:
      return record::Origin::agent;
    case call::EndedBy::operator_request:
      return record::Origin::control;
    case call::EndedBy::bridge:
      break;
  }
  return record::Origin::bridge;
}

/// Ends of a socket on which nobody has said anything: they do not make a call of it.
bool tells_nothing(EndCause cause) {
  return cause == EndCause::carrier_closed || cause == EndCause::carrier_lost ||
         cause == EndCause::draining;
}

/// The phone call goes on unless we end it. Not when it is over, or lives on at another socket.
bool must_hang_up(EndCause cause) { return call::by_of(cause) != call::EndedBy::carrier; }

wire::CloseCode close_code_of(EndCause cause) {
  switch (cause) {
    case EndCause::draining:
      return wire::CloseCode::going_away;
    case EndCause::no_start_message:
      return wire::CloseCode::protocol_error;
    case EndCause::agent_closed:
    case EndCause::agent_failed:
    case EndCause::agent_protocol_error:
    case EndCause::agent_too_large:
    case EndCause::agent_unreachable:
    case EndCause::socket_failed:
      return wire::CloseCode::internal_error;
    default:
      return wire::CloseCode::normal;
  }
}

}  // namespace

void Bridge::State::end(EndCause cause, std::string_view detail, std::optional<Errc> code) {
  if (gone) return;
  if (!call.end({cause, log.clean(detail), code}, now))
    return log.later_cause(origin_of(cause), cause, detail, now);
  if (!tells_nothing(cause)) log.begin();
  log.fact(record::EndedFact{log.at_ms(now), cause, log.clean(detail), code});
  log.event(origin_of(cause), record::TimelineEvent::ended, call::to_string(cause), now);
  chores.disarm_all();
  // While the call was up, an agent that had left could still come back.
  note_closed(Leg::carrier);
  note_closed(Leg::agent);
  talk.flush();
  // What the agent was saying is cut off here: how far it came is known only now.
  for (const std::string& item : talk.playing()) {
    const Micros heard = downlink.ledger().heard(item, now);
    const Micros received = downlink.ledger().received(item);
    if (received - heard >= Micros{1'000} || downlink.is_cut_off(item))
      talk.interrupted(item, heard, now);
    else
      talk.played(item, heard);
  }
  downlink.interrupt(now);

  close_carrier(cause);
  await_last_words();
  leave_if_done();
}

void Bridge::State::stalls(Leg leg, EndCause cause, const std::string& detail) {
  if (!live()) return;
  stalled = leg;
  const std::string whom = leg == Leg::carrier ? "to the carrier" : "to the agent";
  end(cause, detail.empty() ? whom : whom + ": " + detail);
}

std::optional<EndCause> Bridge::State::fault_of(Leg leg, wire::SocketEnd how) {
  const bool of_carrier = leg == Leg::carrier;
  switch (how) {
    case wire::SocketEnd::protocol_error:
      return of_carrier ? EndCause::carrier_protocol_error : EndCause::agent_protocol_error;
    case wire::SocketEnd::too_large:
      return of_carrier ? EndCause::carrier_too_large : EndCause::agent_too_large;
    case wire::SocketEnd::not_read:
      return EndCause::send_backlog;
    case wire::SocketEnd::failed_here:
      return EndCause::socket_failed;
    case wire::SocketEnd::closed:
    case wire::SocketEnd::lost:
    case wire::SocketEnd::silent:
      break;
  }
  return std::nullopt;
}

std::string Bridge::State::closed_text(Leg leg, std::optional<EndCause> fault, std::uint16_t code,
                                       std::string_view reason) const {
  std::string text = "close code " + std::to_string(code);
  if (fault && call::by_of(*fault) == call::EndedBy::bridge)
    text = leg == Leg::carrier ? "to the carrier" : "to the agent";
  if (!reason.empty()) text += ": " + log.clean(reason);
  return text;
}

void Bridge::State::close_carrier(EndCause cause) {
  if (carrier.state != LegState::open) return;
  // A socket that takes nothing will take no goodbye either.
  if (stalled == Leg::carrier) return drop(Leg::carrier);
  bool will_close = cause == EndCause::carrier_stop;
  if (must_hang_up(cause) && downlink.started())
    if (auto hang_up = host->write_hang_up()) {
      log.event(record::Origin::bridge, record::TimelineEvent::hang_up_sent, {}, now);
      send(Leg::carrier, std::move(*hang_up));
      will_close = true;
    }
  const Micros patience = cause == EndCause::carrier_stop ? Micros{config.bounds.stop_to_close}
                                                          : Micros{config.bounds.end_to_gone} / 2;
  if (will_close && host->traits().closes_by_agreement) {
    carrier.state = LegState::closing;
    return call.await(call::Bound::carrier_close, now + patience);
  }
  close(Leg::carrier, close_code_of(cause), call::to_string(cause), patience);
}

// The last thing the caller said is often not transcribed yet: the agent gets the silence that ends
// the turn, and a moment.
void Bridge::State::await_last_words() {
  const bool still_speaking = talk.caller_is_speaking();
  talk.caller_stopped(now);  // what they say from now on is not part of the call
  if (!agent_hears() || stalled == Leg::agent || !talk.awaits_text()) return close_agent();
  const Micros frame = agent_traits().input_frame;
  if (still_speaking)
    for (Micros owed = config.session.silence_duration + 2 * frame; owed > Micros{0}; owed -= frame)
      send(Leg::agent, client->append_audio(uplink.silence(frame)));
  call.await(call::Bound::last_words, now + words_patience());
}

// What diagnose() makes a finding of: a record whose transcript is not whole says so.
void Bridge::State::tell_missing_words() {
  std::string detail;
  const auto add = [&detail](std::size_t utterances, std::string_view why) {
    if (utterances == 0) return;
    detail += (detail.empty() ? "" : "; ") + std::to_string(utterances) +
              (utterances == 1 ? " utterance: " : " utterances: ");
    detail += why;
  };
  const std::string too_late = "no text within " + std::to_string(to_ms(words_patience())) + " ms";
  add(talk.owed(), words_are_late          ? std::string_view(too_late)
                   : stalled == Leg::agent ? "the agent stopped reading"
                                           : "the agent was gone");
  add(talk.failed(), "the agent's service could not transcribe them");
  if (!detail.empty())
    log.event(record::Origin::bridge, record::TimelineEvent::words_missing, detail, now);
}

Micros Bridge::State::words_patience() const {
  return std::min(config.bounds.last_words, call::most_last_words(config.bounds));
}

void Bridge::State::close_agent() {
  call.settled(call::Bound::last_words);
  if (agent.state == LegState::dialing || (agent.state == LegState::open && stalled == Leg::agent))
    return drop(Leg::agent);
  if (agent.state != LegState::open) return;
  close(Leg::agent, wire::CloseCode::normal, {}, Micros{config.bounds.end_to_gone} / 4);
}

void Bridge::State::close(Leg leg, wire::CloseCode code, std::string_view reason, Micros patience) {
  const bool is_carrier = leg == Leg::carrier;
  log.event(record::Origin::bridge,
            is_carrier ? record::TimelineEvent::carrier_close_sent
                       : record::TimelineEvent::agent_close_sent,
            std::to_string(wire::number(code)), now);
  status(leg).state = LegState::closing;
  status(leg).close_sent = true;
  out.push(CloseLeg{leg, code, std::string(reason), patience});
  call.await(is_carrier ? call::Bound::carrier_close : call::Bound::agent_close, now + patience);
}

void Bridge::State::drop(Leg leg) {
  if (status(leg).is_over()) return;
  log.event(record::Origin::bridge,
            leg == Leg::carrier ? record::TimelineEvent::carrier_dropped
                                : record::TimelineEvent::agent_dropped,
            {}, now);
  out.push(DropLeg{leg});
  leg_is_closed(leg);
  leave_if_done();
}

void Bridge::State::leg_is_closed(Leg leg) {
  LegStatus& which = status(leg);
  if (which.state != LegState::dialing) which.closed_at = now;
  which.state = LegState::closed;
  which.unsent = 0;
  const bool is_carrier = leg == Leg::carrier;
  call.settled(is_carrier ? call::Bound::carrier_close : call::Bound::agent_close);
  call.send_done(is_carrier ? call::Call::Peer::carrier : call::Call::Peer::agent);
  if (!live()) note_closed(leg);
}

void Bridge::State::note_closed(Leg leg) {
  const LegStatus& which = status(leg);
  if (which.is_over() && which.closed_at)
    log.milestone(
        leg == Leg::carrier ? record::Milestone::carrier_closed : record::Milestone::agent_closed,
        *which.closed_at);
}

// The record tells how both sockets ended, so it is written after them; each of them is given up
// early enough for the record to be in time.
void Bridge::State::leave_if_done() {
  if (live() || gone || !carrier.is_over() || !agent.is_over()) return;
  finish_record();
  if (!record_is_stored) return;
  call.apply(call::Event::all_is_done, now);
  chores.disarm_all();
  gone = true;
  out.push(Gone{});
}

void Bridge::State::finish_record() {
  if (record_is_out) return;
  if (!log.begun()) {  // no call, no record
    record_is_out = record_is_stored = true;
    return log.close();
  }
  talk.flush();
  tell_missing_words();
  log.fact(media_figures(now));
  for (const doctor::Finding& finding : doctor::diagnose(log.record()))
    log.fact(doctor::as_fact(finding));
  record_is_out = true;
  log.close();
  out.push(Ended{log.record()});
}

}  // namespace hookswitch::bridge
