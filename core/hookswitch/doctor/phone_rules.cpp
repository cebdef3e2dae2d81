#include "hookswitch/doctor/phone_rules.hpp"

#include <algorithm>

#include "hookswitch/doctor/evidence.hpp"

namespace hookswitch::doctor {
namespace {

constexpr std::int64_t kMinUnplayedMs = 100;  ///< less is the jitter buffer's delay
constexpr std::int64_t kMinUnsaidMs = 100;    ///< less is a live microphone's block

void end(const PhoneCall& call, Findings& findings) {
  if (call.end) findings.add(*call.end, std::string(call.end_detail));
}

void protocol_error(const PhoneCall& call, Findings& findings) {
  if (!call.broken.empty()) findings.add(Errc::protocol_error, std::string(call.broken));
}

void remarks(const PhoneCall& call, Findings& findings) {
  for (const auto& [code, evidence] : call.remarks) findings.add(code, evidence);
}

void host_bad_message(const PhoneCall& call, Findings& findings) {
  if (call.unreadable > 0)
    findings.add(Errc::host_bad_message, std::to_string(call.unreadable) +
                                             " message(s) could not be used; see the oddities");
}

void nothing_heard(const PhoneCall& call, Findings& findings) {
  if (call.over && call.received_frames == 0)
    findings.add(Errc::nothing_heard,
                 ms(call.sent_ms) + " of caller audio were sent, none came back");
}

void only_silence_heard(const PhoneCall& call, Findings& findings) {
  if (call.over && call.received_frames > 0 && call.played && call.heard_speech_ms == 0)
    findings.add(Errc::only_silence_heard,
                 ms(call.received_ms - call.unplayed_ms) + " were played, none of it speech");
}

void audio_not_played(const PhoneCall& call, Findings& findings) {
  const bool had_enough = call.caller_hung_up && call.heard_speech_ms > 0;
  if (call.over && !had_enough && call.unplayed_ms >= kMinUnplayedMs)
    findings.add(Errc::audio_not_played,
                 ms(call.unplayed_ms) + " of " + ms(call.received_ms) + " were never played");
}

void speech_not_said(const PhoneCall& call, Findings& findings) {
  if (call.over && call.speech_ms - call.said_ms >= std::max(kMinUnsaidMs, 2 * call.message_ms))
    findings.add(Errc::speech_not_said,
                 ms(call.said_ms) + " of " + ms(call.speech_ms) + " were said");
}

void anomalies(const PhoneCall& call, Findings& findings) {
  for (const auto& [code, anomaly] : call.anomalies)
    findings.add(code, std::to_string(anomaly.count) + " time(s)" +
                           (anomaly.first.empty() ? "" : ", first: " + anomaly.first));
}

constexpr Rule<PhoneCall> kPhoneRules[] = {
    {"end", end},
    {"protocol_error", protocol_error},
    {"remarks", remarks},
    {"host_bad_message", host_bad_message},
    {"nothing_heard", nothing_heard},
    {"only_silence_heard", only_silence_heard},
    {"audio_not_played", audio_not_played},
    {"speech_not_said", speech_not_said},
    {"anomalies", anomalies},
};

}  // namespace

std::span<const Rule<PhoneCall>> phone_rules() { return kPhoneRules; }

std::vector<Finding> diagnose(const PhoneCall& call) {
  Findings findings(call.url);
  apply_rules(phone_rules(), call, findings);
  return findings.take();
}

}  // namespace hookswitch::doctor
