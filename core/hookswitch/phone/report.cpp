#include "hookswitch/phone/report.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/audio/e_model.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "hookswitch/wire/printable.hpp"

namespace hookswitch::phone {
namespace {

using wire::ObjectText;

/// What peers have said goes to terminals.
std::string shortened(std::string_view text) { return wire::printable(text, Report::kMaxDetail); }

// Fields are written in the order of their names, as the report has always had them.

void add_optional(ObjectText& to, std::string_view key, const std::optional<std::int64_t>& value) {
  if (value)
    to.number(key, *value);
  else
    to.json(key, "null");
}

void add_count(ObjectText& to, std::string_view key, std::uint64_t value) {
  to.number(key, static_cast<std::int64_t>(value));
}

/// A list of objects; `write` adds one item's fields.
template <class Items, class Write>
void add_list(ObjectText& to, std::string_view key, const Items& items, Write write) {
  std::string& out = to.value_of(key);
  out += '[';
  for (const auto& item : items) {
    if (out.back() != '[') out += ',';
    ObjectText one;
    write(one, item);
    out += one.take();
  }
  out += ']';
}

/// W3C webrtc-stats names; delays in seconds, as there.
void add_jitter(ObjectText& to, const jitter::Stats& stats) {
  const auto seconds = [&to](std::string_view key, Micros span) {
    wire::append_double(static_cast<double>(span.count()) / 1e6, to.value_of(key));
  };
  to.open("jitter");
  add_count(to, "concealedSamples", stats.concealed_samples);
  add_count(to, "concealmentEvents", stats.concealment_events);
  add_count(to, "droppedSamples", stats.dropped_samples);
  add_count(to, "insertedSamplesForDeceleration", stats.inserted_samples_for_deceleration);
  add_count(to, "interruptionCount", stats.interruptions);
  seconds("jitterBufferDelay", stats.jitter_buffer_delay);
  add_count(to, "jitterBufferEmittedCount", stats.jitter_buffer_emitted_count);
  seconds("jitterBufferTargetDelay", stats.jitter_buffer_target_delay);
  add_count(to, "packetsDiscarded", stats.packets_discarded);
  add_count(to, "packetsReceived", stats.packets_received);
  add_count(to, "removedSamplesForAcceleration", stats.removed_samples_for_acceleration);
  add_count(to, "silentConcealedSamples", stats.silent_concealed_samples);
  seconds("totalInterruptionDuration", stats.interruption_duration);
  add_count(to, "totalSamplesReceived", stats.total_samples_received);
  to.close();
}

/// What the caller heard of the host, by the E-model; null when that was less than a second. The
/// buffer's delay is its target: what waits longer was sent ahead and is no delay.
void add_mos(ObjectText& to, const Report::Media& media) {
  const jitter::Stats& stats = media.jitter;
  std::string& out = to.value_of("mos");
  if (media.received_ms < 1'000 || stats.jitter_buffer_emitted_count == 0) {
    out += "null";
    return;
  }
  const auto played = static_cast<double>(stats.jitter_buffer_emitted_count);
  const auto concealed = static_cast<double>(stats.concealed_samples);
  const double target_ms =
      static_cast<double>(stats.jitter_buffer_target_delay.count()) / 1e3 / played;
  const SpeechPath path{kUnmeasuredDelayMs + target_ms, 100 * concealed / (played + concealed)};
  wire::append_double(to_hundredths(rate(path).mos), out);
}

void add_media(ObjectText& to, const Report::Media& media,
               std::optional<std::int64_t> first_at_ms) {
  to.open("media").number("heard_speech_ms", media.heard_speech_ms);
  add_jitter(to, media.jitter);
  add_mos(to, media);
  to.open("received").number("audio_ms", media.received_ms);
  add_optional(to, "first_at_ms", first_at_ms);
  to.number("frames", media.received_frames).close();
  to.open("sent").number("audio_ms", media.sent_ms).number("dropped_ms", media.dropped_ms);
  to.number("frames", media.sent_frames).number("skipped_frames", media.skipped_frames).close();
  to.close();
}

void add_end(ObjectText& to, const Report::End& end) {
  const auto code = code_of(end.cause);
  to.open("end").text("by", by_of(end)).text("cause", to_string(end.cause));
  if (code)
    to.number("code", number(*code)).text("detail", end.detail);
  else
    to.json("code", "null").text("detail", end.detail);
  if (code)
    to.text("name", hookswitch::to_string(*code));
  else
    to.json("name", "null");
  to.close();
}

void write_finding(ObjectText& to, const doctor::Finding& finding) {
  const ErrorInfo& known = info(finding.code);
  to.number("code", number(finding.code)).text("evidence", finding.evidence);
  to.text("name", known.name).text("remedy", finding.remedy).text("title", known.title);
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
  call.message_ms = media.message_ms;
  call.heard_speech_ms = media.heard_speech_ms;
  return doctor::diagnose(call);
}

std::string Report::to_json(State state, std::int64_t now_ms, const Media& media) const {
  ObjectText document;
  add_list(document, "answers", answers_, [](ObjectText& to, const Answer& answer) {
    to.number("after_ms", answer.after_ms).number("at_ms", answer.at_ms);
  });
  document.text("call_id", identity.call_id).text("dialect", identity.dialect);
  document.number("duration_ms", now_ms);
  if (end_)
    add_end(document, *end_);
  else
    document.json("end", "null");
  add_list(document, "findings", findings(state, media), write_finding);
  document.text("host_call_id", identity.host_call_id);
  std::optional<std::int64_t> closed_after;
  if (at(Milestone::hung_up) && at(Milestone::closed))
    closed_after = *at(Milestone::closed) - *at(Milestone::hung_up);
  add_optional(document, "host_closed_after_ms", closed_after);
  add_media(document, media, at(Milestone::first_audio_received));

  std::size_t milestone = 0;
  add_list(document, "milestones", reached_,
           [&milestone](ObjectText& to, const std::optional<std::int64_t>& reached) {
             if (reached)
               to.number("at_ms", *reached);
             else
               to.json("missing", "true");
             to.text("name", to_string(static_cast<Milestone>(milestone++)));
           });

  std::vector<std::pair<std::string_view, std::uint64_t>> oddities;
  for (const auto& [code, anomaly] : anomalies_)
    oddities.emplace_back(hookswitch::to_string(code), anomaly.count);
  std::sort(oddities.begin(), oddities.end());
  document.open("oddities");
  for (const auto& [name, count] : oddities) add_count(document, name, count);
  document.close();

  if (state == State::ended)
    document.text("outcome", to_string(outcome()));
  else
    document.json("outcome", "null");
  document.text("profile", identity.profile).number("schema", kSchema);
  document.text("state", to_string(state));
  add_list(document, "timeline", timeline_, [](ObjectText& to, const Entry& entry) {
    to.number("at_ms", entry.at_ms).text("detail", entry.detail).text("event", entry.event);
  });
  add_count(document, "timeline_dropped", timeline_dropped_);
  document.text("url", identity.url);
  return document.take();
}

}  // namespace hookswitch::phone
