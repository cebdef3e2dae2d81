#include "hookswitch/bridge/dialogue.hpp"

#include <string>

namespace hookswitch::bridge {
namespace {

using record::Origin;
using record::TimelineEvent;

std::string heard_text(const std::string& item, Micros heard) {
  return item + " after " + std::to_string(to_ms(heard)) + " ms";
}

}  // namespace

Dialogue::Dialogue(CallContext& context, CarrierLeg& carrier, AgentLeg& agent, Goodbye& goodbye)
    : context_(context),
      carrier_(carrier),
      agent_(agent),
      goodbye_(goodbye),
      downlink_(context.config.session.output.rate_hz, context.config.lead),
      talk_(context.log, !context.config.session.transcription_model.empty()) {}

void Dialogue::start_stream() {
  downlink_.start(carrier_.format().rate_hz, carrier_.traits().host_frame);
}

void Dialogue::on(const agent::CallerSpeechStarted& started) {
  const bool is_news = !talk_.caller_is_speaking();
  talk_.caller_started(started.item_id, context_.now);
  if (!context_.live()) return;
  if (is_news) context_.event(Origin::agent, TimelineEvent::caller_speaks);
  context_.milestone(record::Milestone::first_caller_speech);
  // A goodbye is not interrupted: "bye" is what callers say to it.
  if (goodbye_.has_begun()) return;
  const bool agent_was_heard = turns_.state() == turn::State::agent_speaking;
  if (turns_.apply(turn::Event::caller_starts) == turn::Action::interrupt)
    interrupt(agent_was_heard);
}

void Dialogue::on(const agent::CallerSpeechStopped&) {
  if (context_.live() && talk_.caller_is_speaking())
    context_.event(Origin::agent, TimelineEvent::caller_pauses);
  talk_.caller_stopped(context_.now);
  turns_.apply(turn::Event::caller_stops);
}

void Dialogue::on(const agent::CallerTextFailed& failed) {
  talk_.text_failed(failed.item_id);
  context_.anomaly(Origin::agent, Errc::agent_failed, "no caller transcript: " + failed.detail);
}

void Dialogue::on(const agent::TurnStarted& started) {
  // The bridge does not wait for what an agent says after its goodbye.
  if (!context_.live() || goodbye_.has_begun()) return;
  response_ = started.response_id;
  turns_.apply(turn::Event::response_begins);
}

void Dialogue::on(const agent::AgentAudio& audio) {
  if (!context_.live() || audio.samples.empty() || !goodbye_.admits(audio.response_id)) return;
  context_.milestone(record::Milestone::first_agent_audio);
  const bool was_speaking = turns_.state() == turn::State::agent_speaking;
  turns_.apply(turn::Event::audio_arrives);
  if (!was_speaking && turns_.state() == turn::State::agent_speaking)
    context_.event(Origin::agent, TimelineEvent::agent_speaks, audio.item_id);
  talk_.agent_audio(audio.item_id, context_.now);
  const bool dropped_before = downlink_.dropped() > Micros{0};
  downlink_.audio(audio.item_id, audio.samples);
  if (!dropped_before && downlink_.dropped() > Micros{0})
    context_.event(Origin::bridge, TimelineEvent::agent_audio_dropped, "more than is kept");
  if (goodbye_.has_begun()) goodbye_.plays_until(downlink_.plays_out(context_.now));
}

void Dialogue::on(const agent::AgentAudioDone& done) {
  if (context_.live()) downlink_.finish(done.item_id);
}

void Dialogue::on(const agent::Transcript& piece) { talk_.text(piece, context_.now); }

void Dialogue::on(const agent::TurnDone& done) {
  const bool interrupted = done.response_id != response_;
  if (!interrupted) response_.clear();
  switch (done.outcome) {
    case agent::TurnDone::Outcome::failed:
      context_.anomaly(Origin::agent, Errc::agent_failed, done.detail);
      break;
    case agent::TurnDone::Outcome::cancelled:
      context_.event(Origin::agent, TimelineEvent::response_cancelled, done.detail);
      break;
    case agent::TurnDone::Outcome::incomplete:
      context_.event(Origin::agent, TimelineEvent::response_incomplete, done.detail);
      break;
    case agent::TurnDone::Outcome::completed:
      break;
  }
  if (!context_.live() || interrupted) return;
  downlink_.finish({});
  turns_.apply(turn::Event::response_is_empty);
}

void Dialogue::say_goodbye() { goodbye_.begin(response_, downlink_.plays_out(context_.now)); }

void Dialogue::pump() {
  if (!carrier_.socket().can_send()) return;
  while (const auto due = downlink_.take_due(context_.now)) carrier_.send_audio(due->frame);
}

void Dialogue::interrupt(bool agent_was_heard) {
  const auto cuts = downlink_.interrupt(context_.now);
  if (agent_was_heard && downlink_.started()) carrier_.clear();
  response_.clear();  // the agent cancels it on its own
  for (const Downlink::Cut& cut : cuts) {
    agent_.truncate(cut.item, cut.heard);
    talk_.interrupted(cut.item, cut.heard, context_.now);
    context_.event(Origin::bridge, TimelineEvent::interrupted, heard_text(cut.item, cut.heard));
  }
  for (const std::string& item : talk_.playing())
    talk_.played(item, downlink_.ledger().heard(item, context_.now));
}

void Dialogue::settle() {
  const bool all_is_known = response_.empty() && downlink_.idle();
  if (!all_is_known) return context_.chores.disarm(Chore::agent_is_done);
  if (downlink_.started()) goodbye_.all_is_known();
  if (!downlink_.drained(context_.now))
    return context_.chores.arm(Chore::agent_is_done, downlink_.ledger().plays_until());
  context_.chores.disarm(Chore::agent_is_done);
  if (turns_.state() == turn::State::agent_speaking) end_turn();
  goodbye_.all_is_played();
}

void Dialogue::end_turn() {
  turns_.apply(turn::Event::all_is_played);
  for (const std::string& item : talk_.playing()) {
    const Micros heard = downlink_.ledger().heard(item, context_.now);
    context_.event(Origin::bridge, TimelineEvent::agent_heard, heard_text(item, heard));
    if (!downlink_.is_cut_off(item)) {
      talk_.played(item, heard);
      continue;
    }
    talk_.interrupted(item, heard, context_.now);
    agent_.truncate(item, heard);
  }
}

void Dialogue::cut_off() {
  talk_.flush();
  for (const std::string& item : talk_.playing()) {
    const Micros heard = downlink_.ledger().heard(item, context_.now);
    const Micros received = downlink_.ledger().received(item);
    if (received - heard >= Micros{1'000} || downlink_.is_cut_off(item))
      talk_.interrupted(item, heard, context_.now);
    else
      talk_.played(item, heard);
  }
  downlink_.interrupt(context_.now);
}

bool Dialogue::caller_is_cut_off() {
  const bool was_speaking = talk_.caller_is_speaking();
  talk_.caller_stopped(context_.now);
  return was_speaking;
}

}  // namespace hookswitch::bridge
