#include "hookswitch/phone/handset.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "hookswitch/phone/phone.hpp"

namespace hookswitch::phone {
namespace {

/// A speaker takes audio in small pieces, however much a message of the caller holds.
Micros playout_step(const carrier::Traits& traits) {
  return std::min(traits.caller_frame, Micros{20'000});
}

}  // namespace

Handset::Handset(PhoneContext& context, carrier::CarrierEnd& end)
    : context_(context),
      end_(end),
      mouthpiece_(context.config.device_rate_hz, end.caller_format().rate_hz),
      earpiece_(end.host_format().rate_hz, context.config.device_rate_hz,
                end.traits().playout_buffer, Phone::kMaxHeard),
      answer_clock_(end.caller_format().rate_hz),
      schedule_(end.traits().caller_frame),
      playout_(playout_step(end.traits())),
      spoken_(static_cast<std::size_t>(
          samples_in(end.traits().caller_frame, end.caller_format().rate_hz))) {}

void Handset::start() {
  started_ = true;
  schedule_.start(context_.now);
  playout_.start(context_.now);
}

std::optional<Instant> Handset::next_due() const {
  if (!context_.on_the_call() || !started_) return std::nullopt;
  if (context_.config.playout != Playout::clock) return schedule_.next();
  return std::min(schedule_.next(), playout_.next());
}

void Handset::send_due() {
  if (!context_.on_the_call() || !started_) return;
  send_due_frames();
  if (context_.config.playout != Playout::clock) return;
  play_due();
  notice_playout();
}

void Handset::send_due_frames() {
  while (const auto due = schedule_.take_due(context_.now)) {
    mouthpiece_.take(spoken_);
    answer_clock_.said(spoken_, due->at);
    if (wire::Frame frame; end_.write_media(spoken_, due->media, frame)) {
      context_.send(std::move(frame));
      ++sent_frames_;
    }
  }
  if (sent_frames_ > 0) context_.report.reach(Milestone::first_audio_sent, context_.at_ms());
  if (schedule_.stalls() > stalls_reported_) {
    stalls_reported_ = schedule_.stalls();
    context_.count(Errc::phone_stalled, std::to_string(schedule_.skipped()) + " frames skipped");
  }
}

void Handset::play_due() {
  const auto step =
      static_cast<std::size_t>(samples_in(playout_step(end_.traits()), end_.host_format().rate_hz));
  while (const auto due = playout_.take_due(context_.now)) earpiece_.play(step, due->at);
}

void Handset::speak(const Microphone& microphone) {
  mouthpiece_.pause(microphone.lead_in);
  const std::size_t dropped = mouthpiece_.push(microphone.samples);
  dropped_ += static_cast<std::int64_t>(dropped);
  if (dropped > 0) context_.count(Errc::microphone_overrun, "");
}

void Handset::hear(const carrier::Audio& audio) {
  ++received_frames_;
  received_audio_ += duration_of(static_cast<std::int64_t>(audio.samples.size()), audio.rate_hz);
  earpiece_.insert(audio.samples, audio.rate_hz, context_.now);
  if (!audio.mark.empty()) mark(audio.mark, Earpiece::MarkOf::packet);
}

void Handset::clear() {
  notice_playout();  // what was reached before the clear was played
  const auto pending = earpiece_.clear();
  context_.event("clear", std::to_string(pending.size()) + " mark(s) pending");
  for (auto& written : end_.write_cleared(pending, context_.config.clock.unix_ms_at(context_.now)))
    context_.send(std::move(written));
}

void Handset::mark(std::string_view name, Earpiece::MarkOf kind) {
  if (!earpiece_.mark(name, kind)) context_.count(Errc::too_many_marks, "");
  notice_playout();  // with nothing left to play, the mark is reached at once
}

std::size_t Handset::pull(std::span<float> out) {
  if (!context_.on_the_call() || context_.config.playout != Playout::device) {
    std::fill(out.begin(), out.end(), 0.0F);
    return 0;
  }
  const std::size_t real = earpiece_.pull(out, context_.now);
  notice_playout();
  return real;
}

void Handset::notice_playout() {
  while (const auto mark = earpiece_.take_played_mark()) {
    if (mark->kind == Earpiece::MarkOf::message) context_.event("mark", mark->name);
    context_.send(
        end_.write_mark_played(mark->name, context_.config.clock.unix_ms_at(context_.now)));
  }
  while (const auto change = earpiece_.take_change()) {
    if (change->kind == SpeechGate::Change::Kind::stopped) {
      answer_watch_.quiet(context_.now);
      context_.event("quiet");
      continue;
    }
    answer_watch_.hearing(context_.now);
    context_.report.reach(Milestone::first_speech_heard, context_.at_ms());
    const auto after = answer_clock_.heard(change->at);
    if (after) context_.report.answer(to_ms(change->at - context_.dialed_at), to_ms(*after));
    context_.event("hearing",
                   after ? std::to_string(to_ms(*after)) + " ms after the caller" : std::string());
  }
}

Report::Media Handset::media() const {
  const int rate = end_.caller_format().rate_hz;
  Report::Media figures;
  figures.sent_frames = sent_frames_;
  figures.sent_ms = to_ms(sent_frames_ * end_.traits().caller_frame);
  figures.skipped_frames = schedule_.skipped();
  figures.dropped_ms = to_ms(duration_of(dropped_, rate));
  figures.received_frames = received_frames_;
  figures.received_ms = to_ms(received_audio_);
  figures.unplayed_ms = to_ms(earpiece_.unplayed());
  figures.speech_ms = to_ms(mouthpiece_.pushed());
  figures.said_ms = to_ms(mouthpiece_.taken());
  figures.message_ms = to_ms(end_.traits().caller_frame);
  figures.heard_speech_ms = to_ms(earpiece_.speech_heard());
  figures.jitter = earpiece_.stats();
  return figures;
}

}  // namespace hookswitch::phone
