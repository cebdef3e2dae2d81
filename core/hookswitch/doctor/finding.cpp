#include "hookswitch/doctor/finding.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::doctor {
namespace {

/// "http://host:1/" of "ws://user@host:1/path?query"; empty if `url` is not a media URL.
std::string as_http(std::string_view url) {
  const bool secure = url.starts_with("wss://");
  if (!secure && !url.starts_with("ws://")) return {};
  url.remove_prefix(secure ? 6 : 5);
  auto authority = url.substr(0, url.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  // What a shell would read as more than a word is not pasted.
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  if (authority.empty() || authority.find_first_not_of(kPlain) != authority.npos) return {};
  return std::string(secure ? "https://" : "http://").append(authority).append("/");
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

Severity severity_of(Errc code) {
  switch (code) {
    case Errc::message_too_large:
    case Errc::bad_wav:
    case Errc::protocol_error:
    case Errc::certificate_refused:
    case Errc::tls_failed:
      return Severity::error;
    case Errc::longest_call:
    case Errc::draining:
    case Errc::stop_not_sent:
    case Errc::host_never_closed:
    case Errc::phone_stalled:
    case Errc::transcript_full:
    case Errc::audio_not_played:
    case Errc::speech_not_said:
    case Errc::words_missing:
    case Errc::agent_audio_dropped:
    case Errc::caller_audio_dropped:
    case Errc::agent_bad_message:
    case Errc::agent_audio_rate:
    case Errc::microphone_overrun:
    case Errc::wav_incomplete:
      return Severity::warning;
    case Errc::replaced:
    case Errc::line_left_to_carrier:
    case Errc::aborted:
    case Errc::cut_at_limit:
    case Errc::cancelled:
      return Severity::note;
    default:
      // What is odd about single messages ends no call.
      return number(code) < 2'000 ? Severity::warning : Severity::error;
  }
}

void Findings::add(Errc code, std::string evidence) {
  if (!has(code)) all_.push_back({code, std::move(evidence), remedy_for(code, url_)});
}

bool Findings::has(Errc code) const {
  return std::any_of(all_.begin(), all_.end(),
                     [code](const Finding& finding) { return finding.code == code; });
}

std::string remedy_for(Errc code, std::string_view url) {
  constexpr std::string_view kPlace = "http://HOST:PORT/";
  std::string remedy(info(code).remedy);
  const auto at = remedy.find(kPlace);
  const std::string address = as_http(url);
  if (at != remedy.npos && !address.empty()) remedy.replace(at, kPlace.size(), address);
  return remedy;
}

}  // namespace hookswitch::doctor
