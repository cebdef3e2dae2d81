#include <algorithm>
#include <utility>

#include "hookswitch/phone/body.hpp"
#include "hookswitch/wire/printable.hpp"

// What time brings: deadlines, frames that are due, playout; and what is told of it.

namespace hookswitch::phone {

// ---- time ----------------------------------------------------------------------------------

void Phone::Body::run_timers() {
  while (const auto due = deadlines.take_due(now_)) {
    switch (*due) {
      case Timer::dial:
        report.end({EndCause::dial_timeout,
                    "no socket within " + std::to_string(config.dial_timeout.count()) + " ms"});
        apply(table::Event::dial_bound);
        break;
      case Timer::accept: {
        const std::string evidence =
            "no acceptance within " + std::to_string(config.dial_timeout.count()) + " ms";
        report.remark(Errc::not_accepted, evidence);
        warn(Errc::not_accepted, evidence);
        report.end({EndCause::dial_timeout, evidence});
        apply(table::Event::hang_up);
        break;
      }
      case Timer::keep_alive:
        keep_alive();
        break;
      case Timer::close: {
        const std::string evidence = "still open " + std::to_string(to_ms(now_ - hung_up_at_)) +
                                     " ms after the phone hung up";
        report.remark(Errc::host_never_closed, evidence);
        warn(Errc::host_never_closed, evidence);
        apply(table::Event::close_bound);
        break;
      }
      case Timer::count:
        break;
    }
  }
  send_due_frames();
}

void Phone::Body::keep_alive() {
  if (!on_the_call()) return;
  deadlines.arm(Timer::keep_alive, now_ + end->traits().keep_alive->every);
  end->write_keep_alive(heard_);
  act_on_reading();
}

void Phone::Body::send_due_frames() {
  if (!on_the_call() || !media_started_) return;
  while (const auto due = schedule.take_due(now_)) {
    mouthpiece.take(spoken_);
    answer_clock.said(spoken_, due->at);
    if (wire::Frame frame; end->write_media(spoken_, due->media, frame)) {
      send(std::move(frame));
      ++sent_frames_;
    }
    if (config.playout == Playout::clock)
      earpiece.play(static_cast<std::size_t>(
                        samples_in(end->traits().caller_frame, end->host_format().rate_hz)),
                    due->at);
  }
  if (sent_frames_ > 0) report.reach(Milestone::first_audio_sent, at_ms());
  if (schedule.stalls() > stalls_told_) {
    stalls_told_ = schedule.stalls();
    count(Errc::phone_stalled, std::to_string(schedule.skipped()) + " frames skipped");
  }
  if (config.playout == Playout::clock) notice_playout();
}

std::optional<Instant> Phone::Body::next_deadline() const {
  auto soonest = deadlines.next();
  if (on_the_call() && media_started_ && (!soonest || schedule.next() < *soonest))
    soonest = schedule.next();
  for (const Running& running : scripts_) {
    const auto due = running.script.next_deadline(as_scripts_see_it());
    if (due && (!soonest || *due < *soonest)) soonest = due;
  }
  return soonest;
}

// ---- playout -------------------------------------------------------------------------------

std::size_t Phone::Body::pull(std::span<float> out, Instant at) {
  now_ = std::max(now_, at);
  if (!on_the_call() || config.playout != Playout::device) {
    std::fill(out.begin(), out.end(), 0.0F);
    return 0;
  }
  const std::size_t real = earpiece.pull(out, now_);
  notice_playout();
  return real;
}

void Phone::Body::notice_playout() {
  while (const auto mark = earpiece.take_played_mark()) {
    if (mark->kind == Earpiece::MarkOf::message) tell("mark", mark->name);
    send(end->write_mark_played(mark->name, config.clock.unix_ms_at(now_)));
  }
  while (const auto change = earpiece.take_change()) {
    if (change->kind == SpeechGate::Change::Kind::stopped) {
      answer_watch_.quiet(now_);
      tell("quiet");
      continue;
    }
    answer_watch_.hearing(now_);
    report.reach(Milestone::first_speech_heard, at_ms());
    const auto after = answer_clock.heard(change->at);
    if (after) report.answer(to_ms(change->at - dialed_at_), to_ms(*after));
    tell("hearing", after ? std::to_string(to_ms(*after)) + " ms after the caller" : std::string());
  }
}

// ---- scripts -------------------------------------------------------------------------------

/// A script acts only while the call is up, and nothing that it does then ends the call at once: `scripts_`
/// stays as it is while one of them acts.
void Phone::Body::run_scripts() {
  for (std::size_t i = 0; i < scripts_.size();) {
    Script& script = scripts_[i].script;
    while (const auto input = script.next(as_scripts_see_it(), now_)) act(*input);
    if (!script.over()) {
      ++i;
      continue;
    }
    outputs.push_back(ScriptDone{scripts_[i].id, answer_watch_.answered()});
    scripts_.erase(scripts_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void Phone::Body::finish_scripts() {
  for (const Running& running : scripts_)
    outputs.push_back(ScriptDone{running.id, answer_watch_.answered()});
  scripts_.clear();
}

// ---- telling -------------------------------------------------------------------------------

void Phone::Body::tell(std::string_view name, std::string_view detail, int code) {
  report.note(at_ms(), name, detail);
  outputs.push_back(
      Event{std::string(name), wire::printable(detail, Report::kMaxDetail), at_ms(), code});
}

void Phone::Body::warn(Errc code, std::string_view detail) {
  if (state == State::ended) return;  // Ended is the last output
  std::string text(to_string(code));
  if (!detail.empty()) text.append(": ").append(detail);
  tell("warning", text, number(code));
}

void Phone::Body::count(Errc what, std::string_view evidence) {
  if (report.count(what, evidence)) warn(what, evidence);
}

Report::Media Phone::Body::media() const {
  const int rate = end->caller_format().rate_hz;
  Report::Media figures;
  figures.sent_frames = sent_frames_;
  figures.sent_ms = to_ms(sent_frames_ * end->traits().caller_frame);
  figures.skipped_frames = schedule.skipped();
  figures.dropped_ms = to_ms(duration_of(microphone_dropped_, rate));
  figures.received_frames = received_frames_;
  figures.received_ms = to_ms(received_audio_);
  figures.unplayed_ms = to_ms(earpiece.unplayed());
  figures.speech_ms = to_ms(mouthpiece.pushed());
  figures.said_ms = to_ms(mouthpiece.taken());
  figures.heard_speech_ms = to_ms(earpiece.speech_heard());
  figures.jitter = earpiece.stats();
  return figures;
}

}  // namespace hookswitch::phone
