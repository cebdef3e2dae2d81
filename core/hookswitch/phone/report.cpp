#include "hookswitch/phone/report.hpp"

#include <utility>

#include "hookswitch/audio/e_model.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "hookswitch/wire/printable.hpp"

namespace hookswitch::phone {
namespace {

using wire::Json;

/// What peers have said goes to terminals.
std::string shortened(std::string_view text) { return wire::printable(text, Report::kMaxDetail); }

/// W3C webrtc-stats names; delays in seconds, as there.
Json jitter_json(const jitter::Stats& stats) {
  const auto seconds = [](Micros span) { return static_cast<double>(span.count()) / 1e6; };
  return {{"concealedSamples", stats.concealed_samples},
          {"silentConcealedSamples", stats.silent_concealed_samples},
          {"concealmentEvents", stats.concealment_events},
          {"insertedSamplesForDeceleration", stats.inserted_samples_for_deceleration},
          {"removedSamplesForAcceleration", stats.removed_samples_for_acceleration},
          {"totalSamplesReceived", stats.total_samples_received},
          {"jitterBufferEmittedCount", stats.jitter_buffer_emitted_count},
          {"jitterBufferDelay", seconds(stats.jitter_buffer_delay)},
          {"jitterBufferTargetDelay", seconds(stats.jitter_buffer_target_delay)},
          {"packetsReceived", stats.packets_received},
          {"packetsDiscarded", stats.packets_discarded},
          {"droppedSamples", stats.dropped_samples},
          {"interruptionCount", stats.interruptions},
          {"totalInterruptionDuration", seconds(stats.interruption_duration)}};
}

/// What the caller heard of the host, by the E-model; null when that was less than a second. The
/// buffer's delay is its target: what waits longer was sent ahead and is no delay.
Json mos_json(const Report::Media& media) {
  const jitter::Stats& stats = media.jitter;
  const auto played = static_cast<double>(stats.jitter_buffer_emitted_count);
  if (media.received_ms < 1'000 || stats.jitter_buffer_emitted_count == 0) return nullptr;
  const auto concealed = static_cast<double>(stats.concealed_samples);
  const double target_ms =
      static_cast<double>(stats.jitter_buffer_target_delay.count()) / 1e3 / played;
  const SpeechPath path{kUnmeasuredDelayMs + target_ms, 100 * concealed / (played + concealed)};
  return to_hundredths(rate(path).mos);
}

Json media_json(const Report::Media& media, std::optional<std::int64_t> first_at_ms) {
  const Json sent = {{"frames", media.sent_frames},
                     {"audio_ms", media.sent_ms},
                     {"skipped_frames", media.skipped_frames},
                     {"dropped_ms", media.dropped_ms}};
  const Json received = {{"frames", media.received_frames},
                         {"audio_ms", media.received_ms},
                         {"first_at_ms", wire::value_or_null(first_at_ms)}};
  return {{"sent", sent},
          {"received", received},
          {"jitter", jitter_json(media.jitter)},
          {"mos", mos_json(media)},
          {"heard_speech_ms", media.heard_speech_ms}};
}

}  // namespace

void Report::reach(Milestone milestone, std::int64_t at_ms) {
  auto& slot = reached_[static_cast<std::size_t>(milestone)];
  if (!slot) slot = at_ms;
}

std::optional<std::int64_t> Report::at(Milestone milestone) const {
  return reached_[static_cast<std::size_t>(milestone)];
}

void Report::note(std::int64_t at_ms, std::string_view event, std::string_view detail) {
  if (timeline_.size() >= kMaxTimeline) {
    ++timeline_dropped_;
    return;
  }
  timeline_.push_back({at_ms, std::string(event), shortened(detail)});
}

void Report::answer(std::int64_t at_ms, std::int64_t after_ms) {
  if (answers_.size() < kMaxAnswers) answers_.push_back({at_ms, after_ms});
}

bool Report::count(Errc what, std::string_view evidence) {
  doctor::Anomaly& anomaly = anomalies_[what];
  if (++anomaly.count > 1) return false;
  anomaly.first = shortened(evidence);
  return true;
}

void Report::remark(Errc code, std::string_view evidence) {
  remarks_.push_back({code, shortened(evidence)});
}

void Report::broken(std::string_view evidence) {
  if (broken_.empty()) broken_ = shortened(evidence);
}

void Report::end(End end) {
  if (end_) return;
  end.detail = shortened(end.detail);
  end_ = std::move(end);
}

Outcome Report::outcome() const {
  if (!end_ || unreadable_ > 0 || !broken_.empty()) return Outcome::failed;
  switch (end_->cause) {
    case EndCause::hung_up:
    case EndCause::host_hung_up:
      return Outcome::completed;
    case EndCause::aborted:
    case EndCause::limit_reached:
      return Outcome::aborted;
    case EndCause::host_closed: {
      const auto code = end_->close_code;
      const bool in_good_order = code == 1000 || code == 1001 || code == 1005;
      return in_good_order ? Outcome::completed : Outcome::failed;
    }
    case EndCause::socket_lost:
    case EndCause::host_broke_protocol:
    case EndCause::message_too_large:
    case EndCause::cancelled:
    case EndCause::bad_url:
    case EndCause::host_unreachable:
    case EndCause::certificate_refused:
    case EndCause::tls_failed:
    case EndCause::host_refused:
    case EndCause::dial_timeout:
      return Outcome::failed;
  }
  return Outcome::failed;
}

std::vector<doctor::Finding> Report::findings(State state, const Media& media) const {
  doctor::PhoneCall call{remarks_, anomalies_};
  call.url = identity.url;
  if (end_) {
    call.end = code_of(end_->cause);
    call.end_detail = end_->detail;
    call.caller_hung_up = end_->cause == EndCause::hung_up;
  }
  call.broken = broken_;
  call.unreadable = unreadable_;
  call.over = state == State::ended && at(Milestone::connected);
  call.sent_ms = media.sent_ms;
  call.received_frames = media.received_frames;
  call.received_ms = media.received_ms;
  call.played = media.jitter.jitter_buffer_emitted_count > 0;
  call.unplayed_ms = media.unplayed_ms;
  call.speech_ms = media.speech_ms;
  call.said_ms = media.said_ms;
  call.heard_speech_ms = media.heard_speech_ms;
  return doctor::diagnose(call);
}

std::string Report::to_json(State state, std::int64_t now_ms, const Media& media) const {
  Json milestones = Json::array();
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    Json entry = {{"name", to_string(static_cast<Milestone>(i))}};
    if (reached_[i])
      entry["at_ms"] = *reached_[i];
    else
      entry["missing"] = true;
    milestones.push_back(std::move(entry));
  }

  Json timeline = Json::array();
  for (const Entry& entry : timeline_)
    timeline.push_back({{"at_ms", entry.at_ms}, {"event", entry.event}, {"detail", entry.detail}});

  Json answers = Json::array();
  for (const Answer& answer : answers_)
    answers.push_back({{"at_ms", answer.at_ms}, {"after_ms", answer.after_ms}});

  Json oddities = Json::object();
  for (const auto& [code, anomaly] : anomalies_)
    oddities[std::string(hookswitch::to_string(code))] = anomaly.count;

  Json found = Json::array();
  for (const doctor::Finding& finding : findings(state, media)) {
    const ErrorInfo& known = info(finding.code);
    found.push_back({{"code", number(finding.code)},
                     {"name", known.name},
                     {"title", known.title},
                     {"remedy", finding.remedy},
                     {"evidence", finding.evidence}});
  }

  Json end = nullptr;
  if (end_) {
    const auto code = code_of(end_->cause);
    end = {{"cause", to_string(end_->cause)},
           {"code", code ? Json(number(*code)) : Json(nullptr)},
           {"name", code ? Json(hookswitch::to_string(*code)) : Json(nullptr)},
           {"detail", end_->detail},
           {"by", by_of(*end_)}};
  }

  Json closed_after = nullptr;
  if (at(Milestone::hung_up) && at(Milestone::closed))
    closed_after = *at(Milestone::closed) - *at(Milestone::hung_up);

  const bool over = state == State::ended;
  Json document = {{"schema", kSchema}, {"call_id", identity.call_id}};
  document["host_call_id"] = identity.host_call_id;
  document["dialect"] = identity.dialect;
  document["profile"] = identity.profile;
  document["url"] = identity.url;
  document["state"] = to_string(state);
  document["outcome"] = over ? Json(to_string(outcome())) : Json(nullptr);
  document["end"] = std::move(end);
  document["duration_ms"] = now_ms;
  document["milestones"] = std::move(milestones);
  document["timeline"] = std::move(timeline);
  document["timeline_dropped"] = timeline_dropped_;
  document["media"] = media_json(media, at(Milestone::first_audio_received));
  document["answers"] = std::move(answers);
  document["host_closed_after_ms"] = std::move(closed_after);
  document["oddities"] = std::move(oddities);
  document["findings"] = std::move(found);
  return wire::to_text(document);
}

}  // namespace hookswitch::phone
