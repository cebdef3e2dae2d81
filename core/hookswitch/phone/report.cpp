#include "hookswitch/phone/report.hpp"

#include <utility>

#include "hookswitch/audio/e_model.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::phone {
namespace {

using wire::Json;

std::string shortened(std::string_view text) {
  return std::string(text.substr(0, Report::kMaxDetail));
}

Json optional_number(std::optional<std::int64_t> value) {
  return value ? Json(*value) : Json(nullptr);
}

/// W3C webrtc-stats names; delays in seconds, as there.
Json jitter_json(const jitter::Stats& stats) {
  const auto seconds = [](Micros span) { return static_cast<double>(span.count()) / 1e6; };
  return {
      {"concealedSamples",               stats.concealed_samples                  },
      {"silentConcealedSamples",         stats.silent_concealed_samples           },
      {"concealmentEvents",              stats.concealment_events                 },
      {"insertedSamplesForDeceleration", stats.inserted_samples_for_deceleration  },
      {"removedSamplesForAcceleration",  stats.removed_samples_for_acceleration   },
      {"totalSamplesReceived",           stats.total_samples_received             },
      {"jitterBufferEmittedCount",       stats.jitter_buffer_emitted_count        },
      {"jitterBufferDelay",              seconds(stats.jitter_buffer_delay)       },
      {"jitterBufferTargetDelay",        seconds(stats.jitter_buffer_target_delay)},
      {"packetsReceived",                stats.packets_received                   },
      {"packetsDiscarded",               stats.packets_discarded                  },
      {"droppedSamples",                 stats.dropped_samples                    },
      {"interruptionCount",              stats.interruptions                      },
      {"totalInterruptionDuration",      seconds(stats.interruption_duration)     }
  };
}

/// What the caller heard of the host, by the E-model; null when that was less than a second. The
/// buffer's delay is its target: what waits longer was sent ahead and delays nobody.
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
  const Json sent = {
      {"frames",         media.sent_frames   },
      {"audio_ms",       media.sent_ms       },
      {"skipped_frames", media.skipped_frames},
      {"dropped_ms",     media.dropped_ms    }
  };
  const Json received = {
      {"frames",      media.received_frames       },
      {"audio_ms",    media.received_ms           },
      {"first_at_ms", optional_number(first_at_ms)}
  };
  return {
      {"sent",            sent                     },
      {"received",        received                 },
      {"jitter",          jitter_json(media.jitter)},
      {"mos",             mos_json(media)          },
      {"heard_speech_ms", media.heard_speech_ms    }
  };
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
  Oddity& oddity = oddities_[what];
  if (++oddity.count > 1) return false;
  oddity.first = shortened(evidence);
  return true;
}

void Report::finding(Errc code, std::string evidence) {
  findings_.push_back({code, std::move(evidence)});
}

void Report::end(End end) {
  if (end_) return;
  end.detail = shortened(end.detail);
  end_ = std::move(end);
}

bool Report::failed() const {
  if (!end_ || unreadable_ > 0) return end_.has_value();
  switch (end_->cause) {
    case EndCause::hung_up:
    case EndCause::host_hung_up:
      return false;
    case EndCause::host_closed:  // in good order, or with an error code?
      return end_->close_code != 1000 && end_->close_code != 1001 && end_->close_code != 1005;
    case EndCause::socket_lost:
    case EndCause::cancelled:
    case EndCause::bad_url:
    case EndCause::host_unreachable:
    case EndCause::host_refused:
    case EndCause::dial_timeout:
      return true;
  }
  return true;
}

std::vector<Report::Finding> Report::all_findings(State state, const Media& media) const {
  std::vector<Finding> all;
  if (end_)
    if (const auto code = code_of(end_->cause)) all.push_back({*code, end_->detail});
  all.insert(all.end(), findings_.begin(), findings_.end());
  if (unreadable_ > 0)
    all.push_back({Errc::host_bad_message, std::to_string(unreadable_) +
                                               " message(s) could not be used; see the oddities"});
  if (state == State::ended && at(Milestone::connected) && media.received_frames == 0)
    all.push_back({Errc::nothing_heard, std::to_string(media.sent_ms) +
                                            " ms of caller audio were sent, none came back"});
  for (const auto& [code, oddity] : oddities_)
    all.push_back({code, std::to_string(oddity.count) + " time(s)" +
                             (oddity.first.empty() ? "" : ", first: " + oddity.first)});
  return all;
}

std::string Report::to_json(State state, std::int64_t now_ms, const Media& media) const {
  Json milestones = Json::array();
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    Json entry = {
        {"name", to_string(static_cast<Milestone>(i))}
    };
    if (reached_[i])
      entry["at_ms"] = *reached_[i];
    else
      entry["missing"] = true;
    milestones.push_back(std::move(entry));
  }

  Json timeline = Json::array();
  for (const Entry& entry : timeline_)
    timeline.push_back({
        {"at_ms",  entry.at_ms },
        {"event",  entry.event },
        {"detail", entry.detail}
    });

  Json answers = Json::array();
  for (const Answer& answer : answers_)
    answers.push_back({
        {"at_ms",    answer.at_ms   },
        {"after_ms", answer.after_ms}
    });

  Json oddities = Json::object();
  for (const auto& [code, oddity] : oddities_)
    oddities[std::string(hookswitch::to_string(code))] = oddity.count;

  Json findings = Json::array();
  for (const Finding& finding : all_findings(state, media)) {
    const ErrorInfo& known = info(finding.code);
    findings.push_back({
        {"code",     number(finding.code)},
        {"name",     known.name          },
        {"title",    known.title         },
        {"remedy",   known.remedy        },
        {"evidence", finding.evidence    }
    });
  }

  Json end = nullptr;
  if (end_) {
    const auto code = code_of(end_->cause);
    end = {
        {"cause",  to_string(end_->cause)                                   },
        {"code",   code ? Json(number(*code)) : Json(nullptr)               },
        {"name",   code ? Json(hookswitch::to_string(*code)) : Json(nullptr)},
        {"detail", end_->detail                                             },
        {"by",     by_of(end_->cause)                                       }
    };
  }

  Json closed_after = nullptr;
  if (at(Milestone::hung_up) && at(Milestone::closed))
    closed_after = *at(Milestone::closed) - *at(Milestone::hung_up);

  const bool over = state == State::ended;
  Json document = {
      {"schema",  kSchema         },
      {"call_id", identity.call_id}
  };
  document["host_call_id"] = identity.host_call_id;
  document["dialect"] = identity.dialect;
  document["profile"] = identity.profile;
  document["url"] = identity.url;
  document["state"] = to_string(state);
  document["outcome"] = over ? Json(failed() ? "failed" : "completed") : Json(nullptr);
  document["end"] = std::move(end);
  document["duration_ms"] = now_ms;
  document["milestones"] = std::move(milestones);
  document["timeline"] = std::move(timeline);
  document["timeline_dropped"] = timeline_dropped_;
  document["media"] = media_json(media, at(Milestone::first_audio_received));
  document["answers"] = std::move(answers);
  document["host_closed_after_ms"] = std::move(closed_after);
  document["oddities"] = std::move(oddities);
  document["findings"] = std::move(findings);
  return wire::to_text(document);
}

}  // namespace hookswitch::phone
