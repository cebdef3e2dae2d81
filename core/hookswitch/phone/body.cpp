#include "hookswitch/phone/body.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "hookswitch/phone/refusal.hpp"
#include "hookswitch/wire/masked_url.hpp"
#include "hookswitch/wire/printable.hpp"

namespace hookswitch::phone {
namespace {

constexpr int kDigitMs = 260;

/// Where the error is, as far as it says; its name stands before it already.
std::string place_of(const Error& error) {
  std::string text;
  if (!error.field.empty()) text.append("in ").append(error.field);
  if (error.at > 0)
    text.append(text.empty() ? "at byte " : " at byte ") += std::to_string(error.at);
  return text;
}

/// `what`, and in brackets what a library said of it.
std::string with_detail(std::string what, std::string_view detail) {
  if (!detail.empty()) what.append(" [").append(detail).append("]");
  return what;
}

}  // namespace

Phone::Body::Body(const Config& configured, Instant at)
    : config(configured),
      rng(configured.seed),
      end(configured.as->make_carrier(configured.facts, rng)),
      mouthpiece(configured.device_rate_hz, end->caller_format().rate_hz),
      earpiece(end->host_format().rate_hz, configured.device_rate_hz, end->traits().playout_buffer,
               Phone::kMaxHeard),
      answer_clock(end->caller_format().rate_hz),
      schedule(end->traits().caller_frame),
      now_(at),
      dialed_at_(at),
      spoken_(static_cast<std::size_t>(
          samples_in(end->traits().caller_frame, end->caller_format().rate_hz))) {
  report.identity.call_id = end->facts().call_id;
  report.identity.dialect = configured.as->name;
  report.identity.profile = configured.as->profile;
}

// ---- inputs --------------------------------------------------------------------------------

void Phone::Body::handle(const Input& input, Instant at) {
  now_ = std::max(now_, at);
  run_timers();
  act(input);
  run_scripts();
}

void Phone::Body::act(const Input& input) {
  std::visit([this](const auto& what) { on(what); }, input);
}

void Phone::Body::on(const Dial& dial) {
  const bool usable = dial.url.rfind("ws://", 0) == 0 || dial.url.rfind("wss://", 0) == 0;
  if (state != State::idle)
    return warn(Errc::misuse, "dialed while " + std::string(to_string(state)));
  dialed_at_ = now_;
  url_ = dial.url;
  report.identity.url = wire::printable(wire::masked_url(dial.url));
  if (!usable) report.end({EndCause::bad_url, report.identity.url});
  apply(usable ? table::Event::dial : table::Event::bad_url);
}

void Phone::Body::on(const Opened& opened) {
  report.identity.host_call_id = wire::printable(opened.host_call_id, Report::kMaxDetail);
  apply(table::Event::opened);
  const auto offered = end->offer().subprotocols;
  if (!offered.empty() &&
      std::find(offered.begin(), offered.end(), opened.subprotocol) == offered.end())
    count(Errc::no_subprotocol, opened.subprotocol);
}

void Phone::Body::on(const NotOpened& refusal) {
  if (state != State::dialing) return;
  if (refusal.http_status == 0)
    report.end({EndCause::host_unreachable, std::string(refusal.detail)});
  else
    report.end({EndCause::host_refused,
                refusal_text(refusal.http_status, refusal.detail, refusal.location)});
  apply(table::Event::not_opened);
}

void Phone::Body::on(const TlsRefused& refusal) {
  if (state != State::dialing) return;
  const bool of_certificate = wire::info(refusal.fault).of_certificate;
  report.end({of_certificate ? EndCause::certificate_refused : EndCause::tls_failed,
              with_detail(wire::describe(refusal.fault), refusal.detail)});
  apply(table::Event::not_opened);
}

void Phone::Body::on(const FrameIn& frame_in) {
  // Nothing is read before the call and after it, but for the host's word that it may close.
  const bool awaits_release = state == State::hanging_up && end->traits().closes_by_agreement;
  if (!on_the_call() && !awaits_release) return;
  if (const auto read = end->read(frame_in.frame, heard_); !read) {
    report.unreadable();
    count(read.error().code, place_of(read.error()));
  }
  act_on_reading();
}

void Phone::Body::act_on_reading() {
  for (const Error& anomaly : heard_.anomalies)
    if (anomaly.code != Errc::unknown_event) count(anomaly.code, place_of(anomaly));
  for (wire::Frame& reply : heard_.replies) send(std::move(reply));
  for (const carrier::HostMessage& each : heard_.messages) {
    if (!on_the_call() && !std::holds_alternative<carrier::Released>(each)) continue;
    const auto* const ignored = std::get_if<carrier::Ignored>(&each);
    const bool is_explained =
        heard_.anomalies.size() == 1 && heard_.anomalies[0].code != Errc::unknown_event;
    if (ignored && !is_explained) count(Errc::unknown_event, ignored->event);
    std::visit([this](const auto& message) { on(message); }, each);
  }
}

void Phone::Body::on(const Closed& closed) {
  if (state == State::idle || state == State::ended) return;
  std::string detail = std::to_string(closed.code);
  if (!closed.reason.empty()) detail.append(" ").append(closed.reason);
  report.reach(Milestone::closed, at_ms());
  tell("closed", detail);
  const auto cause = state == State::dialing ? EndCause::host_unreachable
                     : closed.code == wire::number(wire::CloseCode::abnormal)
                         ? EndCause::socket_lost
                         : EndCause::host_closed;
  report.end({cause, std::move(detail), closed.code, closed.loss == Loss::by_host});
  apply(table::Event::socket_closed);
}

void Phone::Body::on(const Broken& broken) {
  if (state == State::idle || state == State::ended) return;
  const std::string evidence = with_detail(wire::describe(broken.rule), broken.detail);
  report.broken(evidence);
  fail_socket({EndCause::host_broke_protocol, evidence},
              {wire::CloseCode::protocol_error, std::string(wire::info(broken.rule).name)});
}

void Phone::Body::on(const TooLarge&) {
  if (state == State::idle || state == State::ended) return;
  fail_socket({EndCause::message_too_large,
               "a message of more than " + std::to_string(wire::kMaxCarrierMessage) + " bytes"},
              {wire::CloseCode::too_large, "message too large"});
}

/// The socket can be read no further; closing it is a courtesy.
void Phone::Body::fail_socket(Report::End why, CloseSocket with) {
  const bool was_open = state != State::dialing;
  if (was_open) {
    report.reach(Milestone::closed, at_ms());
    tell("closed", std::to_string(wire::number(with.code)) + " " + why.detail);
  }
  report.end(std::move(why));
  abandon_with_ = std::move(with);
  apply(was_open ? table::Event::broken : table::Event::not_opened);
}

void Phone::Body::on(const Microphone& microphone) {
  if (state == State::ended) return;
  if (microphone.over_speech)
    tell("barge_in", std::to_string(to_ms(*microphone.over_speech)) + " ms after the host began");
  mouthpiece.pause(microphone.lead_in);
  const std::size_t dropped = mouthpiece.push(microphone.samples);
  microphone_dropped_ += static_cast<std::int64_t>(dropped);
  if (dropped > 0) count(Errc::microphone_overrun, "");
}

void Phone::Body::on(const BargeInMissed& missed) {
  tell("barge_in_missed",
       "the host did not speak for " + std::to_string(to_ms(missed.after)) + " ms");
}

void Phone::Body::on(const EndTurn&) { answer_watch_.turn(now_); }

void Phone::Body::on(const PressDigit& press) {
  constexpr std::string_view kKeys = "0123456789*#ABCD";
  const std::string digit(1, press.digit);
  if (!on_the_call())
    return warn(Errc::misuse, "digit pressed while " + std::string(to_string(state)));
  if (kKeys.find(press.digit) == std::string_view::npos) return warn(Errc::misuse, "not a digit");
  answer_watch_.turn(now_);
  auto written = end->write_digit(press.digit, kDigitMs);
  if (!written) return warn(Errc::misuse, "this carrier passes no digits on");
  tell("digit", digit);
  send(std::move(*written));
}

void Phone::Body::on(const Follow& follow) {
  if (state == State::ended) return;
  scripts_.push_back({follow.id, Script(*follow.plan)});
}

void Phone::Body::on(const HangUp&) {
  if (on_the_call()) report.end({EndCause::hung_up, ""});
  if (state == State::idle || state == State::dialing) report.end({EndCause::cancelled, ""});
  apply(table::Event::hang_up);
}

void Phone::Body::on(const Abort& abort) {
  if (state == State::hanging_up || state == State::ended) return;
  report.end(
      {abort.at_limit ? EndCause::limit_reached : EndCause::aborted, std::string(abort.why)});
  apply(table::Event::hang_up);
}

void Phone::Body::on(const Remark& remark) { report.remark(remark.code, remark.evidence); }

void Phone::Body::on(const GiveUp& give_up) {
  on(Abort{.why = give_up.why});
  apply(table::Event::close_bound);
}

// ---- what the host says --------------------------------------------------------------------

void Phone::Body::on(const carrier::Audio& audio) {
  report.reach(Milestone::first_audio_received, at_ms());
  apply(table::Event::host_audio);
  ++received_frames_;
  received_audio_ += duration_of(static_cast<std::int64_t>(audio.samples.size()), audio.rate_hz);
  earpiece.insert(audio.samples, audio.rate_hz, now_);
  if (!audio.mark.empty()) add_mark(audio.mark, Earpiece::MarkOf::packet);
}

void Phone::Body::on(const carrier::Clear&) {
  notice_playout();  // what was reached before the clear was played
  const auto pending = earpiece.clear();
  tell("clear", std::to_string(pending.size()) + " mark(s) pending");
  for (auto& written : end->write_cleared(pending, config.clock.unix_ms_at(now_)))
    send(std::move(written));
}

void Phone::Body::on(const carrier::Mark& mark) { add_mark(mark.name, Earpiece::MarkOf::message); }

void Phone::Body::on(const carrier::HangUp& hang_up) {
  report.end({EndCause::host_hung_up, hang_up.reason});
  apply(table::Event::host_hung_up);
}

void Phone::Body::on(const carrier::Accepted&) {
  if (!media_started_) start_media();
}

/// The host has confirmed the stop: now the socket may be closed.
void Phone::Body::on(const carrier::Released&) {
  if (state != State::hanging_up) return;
  if (config.end_habit.value_or(end->end_habit()).closes_socket)
    outputs.push_back(CloseSocket{wire::CloseCode::normal, "hung up"});
}

/// The vendor ends the call for what the host did.
void Phone::Body::on(const carrier::Failed& failed) {
  std::string evidence(to_string(failed.what.code));
  if (const auto place = place_of(failed.what); !place.empty()) evidence += " " + place;
  count(failed.what.code, place_of(failed.what));
  report.end({EndCause::host_broke_protocol, evidence});
  apply(table::Event::host_hung_up);
}

void Phone::Body::add_mark(std::string_view name, Earpiece::MarkOf kind) {
  if (!earpiece.mark(name, kind)) count(Errc::too_many_marks, "");
  notice_playout();  // with nothing left to play, the mark is reached at once
}

// ---- the table -----------------------------------------------------------------------------

bool Phone::Body::apply(table::Event event) {
  const auto row = table::row_for(state, event);
  if (!row) return false;
  state = row->to;
  perform(row->action);
  return true;
}

void Phone::Body::perform(table::Action action) {
  switch (action) {
    case table::Action::none:
      return;
    case table::Action::connect:
      return connect();
    case table::Action::open_stream:
      return open_stream();
    case table::Action::sign_off:
      return sign_off();
    case table::Action::abandon:
      outputs.push_back(abandon_with_);
      return report_end();
    case table::Action::report_end:
      return report_end();
  }
}

void Phone::Body::connect() {
  report.reach(Milestone::dialed, 0);
  tell("dialing", report.identity.url);
  deadlines.arm(Timer::dial, now_ + config.dial_timeout);
  wire::UpgradeOffer offer = end->offer();
  outputs.push_back(
      Connect{offer.apply_to(url_), std::move(offer.headers), std::move(offer.subprotocols)});
}

void Phone::Body::open_stream() {
  deadlines.disarm(Timer::dial);
  report.reach(Milestone::connected, at_ms());
  tell("connected", report.identity.host_call_id);
  for (auto& written : end->write_opening()) send(std::move(written));
  if (end->traits().awaits_accept)
    deadlines.arm(Timer::accept, now_ + config.dial_timeout);
  else
    start_media();
}

void Phone::Body::start_media() {
  deadlines.disarm(Timer::accept);
  media_started_ = true;
  if (const auto& pulse = end->traits().keep_alive)
    deadlines.arm(Timer::keep_alive, now_ + pulse->first);
  report.reach(Milestone::started, at_ms());
  tell("started", report.identity.call_id);
  schedule.start(now_);
}

void Phone::Body::sign_off() {
  hung_up_at_ = now_;
  report.reach(Milestone::hung_up, at_ms());
  tell("hang_up");
  const auto habit = config.end_habit.value_or(end->end_habit());
  deadlines.disarm(Timer::accept);
  deadlines.disarm(Timer::keep_alive);
  const bool waits = habit.sends_stop && end->traits().closes_by_agreement;
  if (habit.sends_stop) send(end->write_stop());
  if (habit.closes_socket && !waits)
    outputs.push_back(CloseSocket{wire::CloseCode::normal, "hung up"});
  deadlines.arm(Timer::close, now_ + config.host_close);
}

void Phone::Body::report_end() {
  deadlines.disarm_all();
  finish_scripts();
  ended_at_ = now_;
  outputs.push_back(
      Ended{report_text(now_), report.outcome() == Outcome::failed, answer_watch_.answered()});
}

std::string Phone::Body::report_text(Instant at) const {
  const Instant until = state == State::ended ? ended_at_ : std::max(now_, at);
  return report.to_json(state, to_ms(until - dialed_at_), media());
}

}  // namespace hookswitch::phone
