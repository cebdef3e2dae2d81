#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/bridge/state.hpp"

namespace hookswitch::bridge {
namespace {

std::string heard_text(const std::string& item, Micros heard) {
  return item + " after " + std::to_string(to_ms(heard)) + " ms";
}

}  // namespace

// Only for the finding that a caller was never heard: was there anything to hear?
void Bridge::State::measure(PcmView samples) {
  if (peak_in >= record::kLoudEnoughForSpeech ||
      log.record().at(record::Milestone::first_caller_speech))
    return;
  for (const Sample sample : samples) peak_in = std::max(peak_in, std::abs(int{sample}));
}

void Bridge::State::caller_audio(PcmView samples, int rate_hz) {
  const PcmView converted = uplink.convert(samples, rate_hz);
  if (!agent_hears()) {
    const bool lost_before = uplink.dropped() > Micros{0};
    uplink.hold(converted);
    if (!lost_before && uplink.dropped() > Micros{0})
      log.event(record::Origin::bridge, record::TimelineEvent::caller_audio_dropped,
                "the agent is not ready", now);
    return;
  }
  if (!converted.empty()) send(Leg::agent, client->append_audio(converted));
  chores.arm(Chore::fill_silence, now + kSilenceAfter);
}

void Bridge::State::flush_held() {
  const Micros piece = agent_traits().max_input;
  for (PcmView next = uplink.take_held(piece); !next.empty(); next = uplink.take_held(piece))
    send(Leg::agent, client->append_audio(next));
}

// An agent's speech detection runs on what it hears: without silence a turn never ends.
void Bridge::State::fill_silence(Instant due) {
  if (!live() || !agent_hears()) return;
  const Micros frame = agent_traits().input_frame;
  send(Leg::agent, client->append_audio(uplink.silence(frame)));
  const Instant next = due + frame;
  chores.arm(Chore::fill_silence, now - next > kMostSilenceOwed ? now + frame : next);
}

void Bridge::State::pump() {
  if (!carrier.can_send()) return;
  const Micros frame = host->traits().host_frame;
  while (const auto due = downlink.take_due(now)) {
    log.milestone(record::Milestone::first_audio_out, now);
    wire::Frame audio = host->write_audio(due->frame);
    ++sent_media.frames;
    sent_media.bytes += audio.payload.size();
    sent_media.audio_ms = to_ms(frame * static_cast<std::int64_t>(sent_media.frames));
    send(Leg::carrier, std::move(audio));
  }
}

void Bridge::State::interrupt(bool agent_was_heard) {
  const auto cuts = downlink.interrupt(now);
  if (agent_was_heard && downlink.started())
    if (auto clear = host->write_clear()) {
      log.event(record::Origin::bridge, record::TimelineEvent::clear_sent, {}, now);
      send(Leg::carrier, std::move(*clear));
    }
  response.clear();  // the agent cancels it by itself
  for (const Downlink::Cut& cut : cuts) {
    if (auto truncate = client->truncate(cut.item, Millis{to_ms(cut.heard)}))
      send(Leg::agent, std::move(*truncate));
    talk.interrupted(cut.item, cut.heard, now);
    log.event(record::Origin::bridge, record::TimelineEvent::interrupted,
              heard_text(cut.item, cut.heard), now);
  }
  for (const std::string& item : talk.playing())
    talk.played(item, downlink.ledger().heard(item, now));
}

void Bridge::State::say_goodbye() {
  if (goodbye != Goodbye::none) return;
  goodbye = Goodbye::speaking;
  last_response = response;
  log.event(record::Origin::agent, record::TimelineEvent::goodbye, {}, now);
  call.goodbye(downlink.plays_out(now));
}

// Runs after every input and timer: has the caller heard all that the agent had to say?
void Bridge::State::check_played() {
  const bool all_is_known = response.empty() && downlink.idle();
  if (!all_is_known) return chores.disarm(Chore::agent_is_done);
  if (goodbye == Goodbye::speaking && downlink.started() && host->traits().acknowledges_marks) {
    if (auto mark = host->write_mark(kGoodbyeMark)) {
      goodbye = Goodbye::marked;
      log.event(record::Origin::bridge, record::TimelineEvent::mark_sent, kGoodbyeMark, now);
      send(Leg::carrier, std::move(*mark));
    }
  }
  if (!downlink.drained(now))
    return chores.arm(Chore::agent_is_done, downlink.ledger().plays_until());
  chores.disarm(Chore::agent_is_done);
  if (turns.state() == turn::State::agent_speaking) {
    turns.apply(turn::Event::all_is_played);
    for (const std::string& item : talk.playing()) {
      const Micros heard = downlink.ledger().heard(item, now);
      log.event(record::Origin::bridge, record::TimelineEvent::agent_heard, heard_text(item, heard),
                now);
      if (!downlink.is_cut_off(item)) {
        talk.played(item, heard);
        continue;
      }
      talk.interrupted(item, heard, now);
      if (auto truncate = client->truncate(item, Millis{to_ms(heard)}))
        send(Leg::agent, std::move(*truncate));
    }
  }
  if (goodbye == Goodbye::speaking && !chores.armed(Chore::hang_up))
    chores.arm(Chore::hang_up, now + kGoodbyeSlack);
}

}  // namespace hookswitch::bridge
