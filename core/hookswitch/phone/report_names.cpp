#include "hookswitch/phone/report.hpp"

namespace hookswitch::phone {

std::string_view to_string(State state) {
  switch (state) {
    case State::idle:
      return "idle";
    case State::dialing:
      return "dialing";
    case State::open:
      return "open";
    case State::talking:
      return "talking";
    case State::hanging_up:
      return "hanging_up";
    case State::ended:
      return "ended";
  }
  return "";
}

std::string_view to_string(Milestone milestone) {
  switch (milestone) {
    case Milestone::dialed:
      return "dialed";
    case Milestone::connected:
      return "connected";
    case Milestone::started:
      return "started";
    case Milestone::first_audio_sent:
      return "first_audio_sent";
    case Milestone::first_audio_received:
      return "first_audio_received";
    case Milestone::first_speech_heard:
      return "first_speech_heard";
    case Milestone::hung_up:
      return "hung_up";
    case Milestone::closed:
      return "closed";
    case Milestone::count:
      break;
  }
  return "";
}

std::string_view to_string(EndCause cause) {
  switch (cause) {
    case EndCause::hung_up:
      return "hung_up";
    case EndCause::host_hung_up:
      return "host_hung_up";
    case EndCause::host_closed:
      return "host_closed";
    case EndCause::socket_lost:
      return "socket_lost";
    case EndCause::host_broke_protocol:
      return "host_broke_protocol";
    case EndCause::message_too_large:
      return "message_too_large";
    case EndCause::aborted:
      return "aborted";
    case EndCause::limit_reached:
      return "limit_reached";
    case EndCause::cancelled:
      return "cancelled";
    case EndCause::bad_url:
      return "bad_url";
    case EndCause::host_unreachable:
      return "host_unreachable";
    case EndCause::certificate_refused:
      return "certificate_refused";
    case EndCause::tls_failed:
      return "tls_failed";
    case EndCause::host_refused:
      return "host_refused";
    case EndCause::dial_timeout:
      return "dial_timeout";
  }
  return "";
}

std::string_view by_of(const Report::End& end) {
  switch (end.cause) {
    case EndCause::hung_up:
    case EndCause::aborted:
    case EndCause::cancelled:
      return "caller";
    case EndCause::host_hung_up:
    case EndCause::host_closed:
    case EndCause::host_broke_protocol:
    case EndCause::message_too_large:
    case EndCause::certificate_refused:
    case EndCause::tls_failed:
    case EndCause::host_refused:
      return "host";
    case EndCause::socket_lost:
      return end.by_host ? "host" : "network";
    case EndCause::host_unreachable:
      return "network";
    case EndCause::bad_url:
    case EndCause::limit_reached:
    case EndCause::dial_timeout:
      return "phone";
  }
  return "";
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return "completed";
    case Outcome::failed:
      return "failed";
    case Outcome::aborted:
      return "aborted";
  }
  return "";
}

std::optional<Errc> code_of(EndCause cause) {
  switch (cause) {
    case EndCause::hung_up:
    case EndCause::host_hung_up:
      return std::nullopt;
    case EndCause::cancelled:
      return Errc::cancelled;
    case EndCause::host_closed:
      return Errc::host_closed;
    case EndCause::socket_lost:
      return Errc::carrier_socket_lost;
    case EndCause::host_broke_protocol:
      return Errc::protocol_error;
    case EndCause::message_too_large:
      return Errc::message_too_large;
    case EndCause::aborted:
      return Errc::aborted;
    case EndCause::limit_reached:
      return Errc::cut_at_limit;
    case EndCause::bad_url:
      return Errc::bad_url;
    case EndCause::host_unreachable:
      return Errc::host_unreachable;
    case EndCause::certificate_refused:
      return Errc::certificate_refused;
    case EndCause::tls_failed:
      return Errc::tls_failed;
    case EndCause::host_refused:
      return Errc::host_refused;
    case EndCause::dial_timeout:
      return Errc::dial_timeout;
  }
  return std::nullopt;
}

}  // namespace hookswitch::phone
