#include "hookswitch/bridge/ending.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/bridge/media_figures.hpp"
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

/// The phone call is not over with the cause: neither party hung up, and no other socket goes on with it.
bool leaves_the_phone_up(EndCause cause) {
  return call::by_of(cause) != call::EndedBy::carrier ||
         cause == EndCause::carrier_protocol_error || cause == EndCause::carrier_too_large;
}

/// Ends of a socket without any message: they do not make it a call.
bool is_no_sign_of_a_call(EndCause cause) {
  return cause == EndCause::carrier_closed || cause == EndCause::carrier_lost ||
         cause == EndCause::draining;
}

}  // namespace

Ending::Ending(CallContext& context, PhoneLine& phone, CarrierLeg& carrier, AgentLeg& agent,
               Dialogue& dialogue, call::Identity& identity)
    : context_(context),
      phone_(phone),
      carrier_(carrier),
      agent_(agent),
      dialogue_(dialogue),
      identity_(identity) {}

void Ending::decide(EndCause cause, std::string_view detail, std::optional<Errc> code) {
  if (gone_) return;
  CallLog& log = context_.log;
  const Instant now = context_.now;
  if (!context_.call.end({cause, log.clean(detail), code}, now))
    return log.later_cause(origin_of(cause), cause, detail, now);
  if (!is_no_sign_of_a_call(cause)) log.begin();
  log.fact(record::EndedFact{log.at_ms(now), cause, log.clean(detail), code});
  context_.event(origin_of(cause), record::TimelineEvent::ended, call::to_string(cause));
  context_.chores.disarm_all();
  // While the call was up, an agent that had left could still come back.
  carrier_.socket().note_closed();
  agent_.socket().note_closed();
  dialogue_.cut_off();

  const bool hangs_up = leaves_the_phone_up(cause) && phone_.can_hang_up();
  if (hangs_up) phone_.hang_up();
  if (hangs_up && phone_.before_close() > Micros{0} && stalled_ != Leg::carrier)
    context_.chores.arm(Chore::close_carrier, now + phone_.before_close());
  else
    close_carrier();
  await_last_words();
}

void Ending::close_carrier() {
  // A peer that does not read does not read a goodbye either.
  if (stalled_ == Leg::carrier) return carrier_.socket().drop();
  const record::EndedFact& end = *context_.log.record().end;
  carrier_.close(end.cause, dialogue_.stream_started());
}

void Ending::decide(const AgentLeg::Verdict& verdict) {
  if (verdict) decide(verdict->cause, verdict->detail, verdict->code);
}

void Ending::peer_stalls(Leg leg, EndCause cause, const std::string& detail) {
  if (!context_.live()) return;
  stalled_ = leg;
  const std::string whom = leg == Leg::carrier ? "to the carrier" : "to the agent";
  decide(cause, detail.empty() ? whom : whom + ": " + detail);
}

// The last thing the caller said is often not transcribed yet: the agent gets the silence that ends
// the turn, and some time.
void Ending::await_last_words() {
  const bool was_speaking = dialogue_.caller_is_cut_off();
  if (!agent_.hears() || stalled_ == Leg::agent || !dialogue_.transcript().awaits_text())
    return close_agent();
  if (was_speaking) agent_.end_turn();
  context_.call.await(call::Bound::last_words, context_.now + last_words_timeout());
}

Micros Ending::last_words_timeout() const {
  const call::Bounds& bounds = context_.config.bounds;
  return std::min(bounds.last_words, call::most_last_words(bounds));
}

void Ending::words_may_be_complete() {
  if (!context_.live() && !dialogue_.transcript().awaits_text()) close_agent();
}

void Ending::stop_waiting_for_words() {
  words_timed_out_ = true;
  close_agent();
}

void Ending::close_agent() {
  context_.call.settled(call::Bound::last_words);
  if (stalled_ == Leg::agent && agent_.socket().can_send()) return agent_.socket().drop();
  agent_.close(Micros{context_.config.bounds.end_to_gone} / 4);
}

// diagnose() makes a finding of it: a record with an incomplete transcript reports that.
void Ending::note_missing_words() {
  std::string detail;
  const auto add = [&detail](std::size_t utterances, std::string_view why) {
    if (utterances == 0) return;
    detail += (detail.empty() ? "" : "; ") + std::to_string(utterances) +
              (utterances == 1 ? " utterance: " : " utterances: ");
    detail += why;
  };
  const std::string too_late =
      "no text within " + std::to_string(to_ms(last_words_timeout())) + " ms";
  const Conversation& transcript = dialogue_.transcript();
  add(transcript.owed(), words_timed_out_         ? std::string_view(too_late)
                         : stalled_ == Leg::agent ? "the agent stopped reading"
                                                  : "the agent was gone");
  add(transcript.failed(), "the agent's service could not transcribe them");
  if (!detail.empty())
    context_.event(record::Origin::bridge, record::TimelineEvent::words_missing, detail);
}

void Ending::give_up() {
  carrier_.socket().drop();
  agent_.socket().drop();
  phone_.give_up();
  finish_record();
  record_is_stored_ = true;  // or not yet: the store has the record and completes it alone
}

void Ending::record_is_stored() { record_is_stored_ = record_is_out_; }

// The record holds how both sockets ended and which call it follows, so it is written after them;
// each of them is given up early enough for the record to be in time.
void Ending::leave_if_done() {
  if (context_.live() || gone_ || !carrier_.socket().is_over() || !agent_.socket().is_over())
    return;
  if (!identity_.is_claiming() && !phone_.is_busy()) finish_record();
  if (!record_is_stored_) return;
  context_.call.apply(call::Event::all_is_done, context_.now);
  context_.chores.disarm_all();
  gone_ = true;
  context_.out.push(Gone{});
}

void Ending::finish_record() {
  if (record_is_out_) return;
  CallLog& log = context_.log;
  record_is_out_ = true;
  if (!log.begun()) {  // no call, no record
    record_is_stored_ = true;
    return log.close();
  }
  dialogue_.transcript().flush();
  note_missing_words();
  log.fact(media_figures(context_, carrier_, agent_, dialogue_, context_.now));
  for (const doctor::Finding& finding : doctor::diagnose(log.record()))
    log.fact(doctor::as_fact(finding));
  log.close();
  context_.out.push(Ended{log.record()});
}

}  // namespace hookswitch::bridge
