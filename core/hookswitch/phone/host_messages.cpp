#include <string>
#include <utility>
#include <variant>

#include "hookswitch/phone/impl.hpp"

namespace hookswitch::phone {

// Its name precedes it already.
std::string place_of(const Error& error) {
  std::string text;
  if (!error.field.empty()) text.append("in ").append(error.field);
  if (error.at > 0)
    text.append(text.empty() ? "at byte " : " at byte ") += std::to_string(error.at);
  return text;
}

void Phone::Impl::act_on_reading() {
  for (const Error& anomaly : reading.anomalies)
    if (anomaly.code != Errc::unknown_event) context.count(anomaly.code, place_of(anomaly));
  for (wire::Frame& reply : reading.replies) context.send(std::move(reply));
  for (const carrier::HostMessage& each : reading.messages) {
    if (!context.on_the_call() && !std::holds_alternative<carrier::Released>(each)) continue;
    const auto* const ignored = std::get_if<carrier::Ignored>(&each);
    const bool is_explained =
        reading.anomalies.size() == 1 && reading.anomalies[0].code != Errc::unknown_event;
    if (ignored && !is_explained) context.count(Errc::unknown_event, ignored->event);
    std::visit([this](const auto& message) { on(message); }, each);
  }
}

void Phone::Impl::on(const carrier::Audio& audio) {
  context.report.reach(Milestone::first_audio_received, context.at_ms());
  apply(table::Event::host_audio);
  handset.hear(audio);
}

void Phone::Impl::on(const carrier::Clear&) { handset.clear(); }

void Phone::Impl::on(const carrier::Mark& mark) {
  handset.mark(mark.name, Earpiece::MarkOf::message);
}

void Phone::Impl::on(const carrier::HangUp& hang_up) {
  context.report.end({EndCause::host_hung_up, hang_up.reason});
  apply(table::Event::host_hung_up);
}

void Phone::Impl::on(const carrier::Accepted&) {
  if (!handset.started()) start_media();
}

/// The host has confirmed the stop: now the socket may be closed.
void Phone::Impl::on(const carrier::Released&) {
  if (context.state != State::hanging_up) return;
  if (context.config.end_signals.value_or(end->end_signals()).closes_socket)
    context.outputs.push_back(CloseSocket{wire::CloseCode::normal, "hung up"});
}

/// The vendor ends the call for what the host did.
void Phone::Impl::on(const carrier::Failed& failed) {
  std::string evidence(to_string(failed.what.code));
  if (const auto place = place_of(failed.what); !place.empty()) evidence += " " + place;
  context.count(failed.what.code, place_of(failed.what));
  context.report.end({EndCause::host_broke_protocol, evidence});
  apply(table::Event::host_hung_up);
}

}  // namespace hookswitch::phone
