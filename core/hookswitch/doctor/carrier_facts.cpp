#include "hookswitch/doctor/carrier_facts.hpp"

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/carrier/all.hpp"

namespace hookswitch::doctor {
namespace {

using call::EndCause;
using record::Milestone;
using record::TimelineEvent;

/// Findings about messages that are harmless, or that a separate obligation covers.
bool is_malformed(std::string_view name) {
  const auto code = errc_from_name(name);
  if (!code || number(*code) >= 2'000) return false;
  return *code != Errc::unknown_event && *code != Errc::media_before_start &&
         *code != Errc::duplicate_start;
}

}  // namespace

CarrierFacts::CarrierFacts(const record::Record& record) {
  const std::string& profile = record.created.profile;
  row = carrier::dialect_from_name(record.created.dialect + (profile.empty() ? "" : ':' + profile));
  if (row) traits = *row->traits;

  if (record.end) {
    ended = true;
    cause = record.end->cause;
    detail = record.end->detail;
    ended_at = record.end->at_ms;
  }

  answered = record.at(Milestone::answered);
  socket = record.at(Milestone::socket_opened);
  started = record.at(Milestone::started);
  first_media = record.at(Milestone::first_media_in);
  stop = record.at(Milestone::stop_received);
  closed = record.at(Milestone::carrier_closed);

  frames = static_cast<std::int64_t>(record.media.in.frames);
  audio_ms = record.media.in.audio_ms;
  gaps = static_cast<std::int64_t>(record.media.in.gaps);
  longest_gap_ms = record.media.in.longest_gap_ms;
  last_media = record.media.last_in_ms;

  for (const record::EventFact& event : record.timeline) {
    if (event.from == record::Origin::carrier && event.is(TimelineEvent::socket_closed))
      close_detail = event.detail;
    if (event.is(TimelineEvent::carrier_close_sent)) close_sent = event.at_ms;
    if (event.is(TimelineEvent::carrier_dropped)) dropped = event.at_ms;
    marks_sent += event.is(TimelineEvent::mark_sent);
    marks_played += event.is(TimelineEvent::mark_played);
  }
  for (const auto& [name, times] : record.media.carrier_oddities) {
    const auto count = static_cast<std::int64_t>(times);
    if (name == to_string(Errc::media_before_start)) before_start = count;
    if (name == to_string(Errc::duplicate_start)) second_starts = count;
    if (!is_malformed(name)) continue;
    malformed += count;
    malformed_names += (malformed_names.empty() ? "" : ", ") + std::to_string(count) + " x " + name;
  }
}

bool CarrierFacts::carrier_left() const {
  if (!ended) return false;
  return (by_of(cause) == call::EndedBy::carrier && cause != EndCause::replaced &&
          !was_turned_out()) ||
         cause == EndCause::media_silence;
}

bool CarrierFacts::was_turned_out() const {
  return ended &&
         (cause == EndCause::carrier_protocol_error || cause == EndCause::carrier_too_large);
}

}  // namespace hookswitch::doctor
