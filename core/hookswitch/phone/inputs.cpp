#include <algorithm>
#include <utility>
#include <variant>

#include "hookswitch/phone/impl.hpp"
#include "hookswitch/phone/refusal.hpp"
#include "hookswitch/wire/masked_url.hpp"
#include "hookswitch/wire/printable.hpp"

namespace hookswitch::phone {
namespace {

constexpr int kDigitMs = 260;

/// `what`, and in brackets what a library said of it.
std::string with_detail(std::string what, std::string_view detail) {
  if (!detail.empty()) what.append(" [").append(detail).append("]");
  return what;
}

}  // namespace

Phone::Impl::Impl(const Config& configured, Instant created)
    : context(configured, created),
      rng(configured.seed),
      end(configured.as->make_carrier(configured.facts, rng)),
      handset(context, *end) {
  Report::Identity& identity = context.report.identity;
  identity.call_id = end->facts().call_id;
  identity.dialect = configured.as->name;
  identity.profile = configured.as->profile;
}

void Phone::Impl::handle(const Input& input, Instant at) {
  context.now = std::max(context.now, at);
  run_timers();
  act(input);
  run_scripts();
}

void Phone::Impl::act(const Input& input) {
  std::visit([this](const auto& what) { on(what); }, input);
}

void Phone::Impl::on(const Dial& dial) {
  const bool usable = dial.url.rfind("ws://", 0) == 0 || dial.url.rfind("wss://", 0) == 0;
  if (context.state != State::idle)
    return context.warn(Errc::misuse, "dialed while " + std::string(to_string(context.state)));
  context.dialed_at = context.now;
  url = dial.url;
  context.report.identity.url = wire::printable(wire::masked_url(dial.url));
  if (!usable) context.report.end({EndCause::bad_url, context.report.identity.url});
  apply(usable ? table::Event::dial : table::Event::bad_url);
}

void Phone::Impl::on(const Opened& opened) {
  context.report.identity.host_call_id = wire::printable(opened.host_call_id, Report::kMaxDetail);
  apply(table::Event::opened);
  const auto offered = end->offer().subprotocols;
  if (!offered.empty() &&
      std::find(offered.begin(), offered.end(), opened.subprotocol) == offered.end())
    context.count(Errc::no_subprotocol, opened.subprotocol);
}

void Phone::Impl::on(const NotOpened& refusal) {
  if (context.state != State::dialing) return;
  if (refusal.http_status == 0)
    context.report.end({EndCause::host_unreachable, std::string(refusal.detail)});
  else
    context.report.end({EndCause::host_refused,
                        refusal_text(refusal.http_status, refusal.detail, refusal.location)});
  apply(table::Event::not_opened);
}

void Phone::Impl::on(const TlsRefused& refusal) {
  if (context.state != State::dialing) return;
  const bool of_certificate = wire::info(refusal.fault).of_certificate;
  context.report.end({of_certificate ? EndCause::certificate_refused : EndCause::tls_failed,
                      with_detail(wire::describe(refusal.fault), refusal.detail)});
  apply(table::Event::not_opened);
}

void Phone::Impl::on(const FrameIn& frame_in) {
  // Nothing is read before and after the call, except the host's confirmation of the end.
  const bool awaits_release =
      context.state == State::hanging_up && end->traits().closes_by_agreement;
  if (!context.on_the_call() && !awaits_release) return;
  if (const auto read = end->read(frame_in.frame, reading); !read) {
    context.report.unreadable();
    context.count(read.error().code, place_of(read.error()));
  }
  act_on_reading();
}

void Phone::Impl::on(const Closed& closed) {
  if (context.state == State::idle || context.state == State::ended) return;
  std::string detail = std::to_string(closed.code);
  if (!closed.reason.empty()) detail.append(" ").append(closed.reason);
  context.report.reach(Milestone::closed, context.at_ms());
  context.event("closed", detail);
  const auto cause = context.state == State::dialing ? EndCause::host_unreachable
                     : closed.code == wire::number(wire::CloseCode::abnormal)
                         ? EndCause::socket_lost
                         : EndCause::host_closed;
  context.report.end({cause, std::move(detail), closed.code, closed.loss == Loss::by_host});
  apply(table::Event::socket_closed);
}

void Phone::Impl::on(const Broken& broken) {
  if (context.state == State::idle || context.state == State::ended) return;
  const std::string evidence = with_detail(wire::describe(broken.rule), broken.detail);
  context.report.broken(evidence);
  fail_socket({EndCause::host_broke_protocol, evidence},
              {wire::CloseCode::protocol_error, std::string(wire::info(broken.rule).name)});
}

void Phone::Impl::on(const TooLarge&) {
  if (context.state == State::idle || context.state == State::ended) return;
  fail_socket({EndCause::message_too_large,
               "a message of more than " + std::to_string(wire::kMaxCarrierMessage) + " bytes"},
              {wire::CloseCode::too_large, "message too large"});
}

/// The socket cannot be read any further; the close frame is sent all the same.
void Phone::Impl::fail_socket(Report::End why, CloseSocket with) {
  const bool was_open = context.state != State::dialing;
  if (was_open) {
    context.report.reach(Milestone::closed, context.at_ms());
    context.event("closed", std::to_string(wire::number(with.code)) + " " + why.detail);
  }
  context.report.end(std::move(why));
  abandon_with = std::move(with);
  apply(was_open ? table::Event::broken : table::Event::not_opened);
}

void Phone::Impl::on(const Microphone& microphone) {
  if (context.state == State::ended) return;
  if (microphone.over_speech)
    context.event("barge_in",
                  std::to_string(to_ms(*microphone.over_speech)) + " ms after the host began");
  handset.speak(microphone);
}

void Phone::Impl::on(const BargeInMissed& missed) {
  context.event("barge_in_missed",
                "the host did not speak for " + std::to_string(to_ms(missed.after)) + " ms");
}

void Phone::Impl::on(const EndTurn&) { handset.end_turn(); }

void Phone::Impl::on(const PressDigit& press) {
  constexpr std::string_view kKeys = "0123456789*#ABCD";
  const std::string digit(1, press.digit);
  if (!context.on_the_call())
    return context.warn(Errc::misuse,
                        "digit pressed while " + std::string(to_string(context.state)));
  if (kKeys.find(press.digit) == std::string_view::npos)
    return context.warn(Errc::misuse, "not a digit");
  handset.end_turn();
  auto written = end->write_digit(press.digit, kDigitMs);
  if (!written) return context.warn(Errc::misuse, "this carrier passes no digits on");
  context.event("digit", digit);
  context.send(std::move(*written));
}

void Phone::Impl::on(const Follow& follow) {
  if (context.state == State::ended) return;
  scripts.follow(follow);
}

void Phone::Impl::on(const HangUp&) {
  if (context.on_the_call()) context.report.end({EndCause::hung_up, ""});
  if (context.state == State::idle || context.state == State::dialing)
    context.report.end({EndCause::cancelled, ""});
  apply(table::Event::hang_up);
}

void Phone::Impl::on(const Abort& abort) {
  if (context.state == State::hanging_up || context.state == State::ended) return;
  context.report.end(
      {abort.at_limit ? EndCause::limit_reached : EndCause::aborted, std::string(abort.why)});
  apply(table::Event::hang_up);
}

void Phone::Impl::on(const Remark& remark) { context.report.remark(remark.code, remark.evidence); }

void Phone::Impl::on(const GiveUp& give_up) {
  on(Abort{.why = give_up.why});
  apply(table::Event::close_bound);
}

/// A script acts only while the call is up, and nothing that it does then ends the call at once.
void Phone::Impl::run_scripts() {
  while (const auto input = scripts.next(as_scripts_see_it(), context.now, context.outputs))
    act(*input);
}

std::size_t Phone::Impl::pull(std::span<float> out, Instant at) {
  context.now = std::max(context.now, at);
  return handset.pull(out);
}

}  // namespace hookswitch::phone
