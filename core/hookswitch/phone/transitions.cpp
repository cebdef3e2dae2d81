#include <algorithm>
#include <utility>

#include "hookswitch/phone/impl.hpp"

namespace hookswitch::phone {

bool Phone::Impl::apply(table::Event event) {
  const auto row = kPhoneTable.find(context.state, event);
  if (!row) return false;
  context.state = row->to;
  perform(row->action);
  return true;
}

void Phone::Impl::perform(table::Action action) {
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
      context.outputs.push_back(abandon_with);
      return report_end();
    case table::Action::report_end:
      return report_end();
  }
}

void Phone::Impl::connect() {
  context.report.reach(Milestone::dialed, 0);
  context.event("dialing", context.report.identity.url);
  deadlines.arm(Timer::dial, context.now + context.config.dial_timeout);
  wire::UpgradeOffer offer = end->offer();
  context.outputs.push_back(
      Connect{offer.apply_to(url), std::move(offer.headers), std::move(offer.subprotocols)});
}

void Phone::Impl::open_stream() {
  deadlines.disarm(Timer::dial);
  context.report.reach(Milestone::connected, context.at_ms());
  context.event("connected", context.report.identity.host_call_id);
  for (auto& written : end->write_opening()) context.send(std::move(written));
  if (end->traits().awaits_accept)
    deadlines.arm(Timer::accept, context.now + context.config.dial_timeout);
  else
    start_media();
}

void Phone::Impl::start_media() {
  deadlines.disarm(Timer::accept);
  if (const auto& pulse = end->traits().keep_alive)
    deadlines.arm(Timer::keep_alive, context.now + pulse->first);
  context.report.reach(Milestone::started, context.at_ms());
  context.event("started", context.report.identity.call_id);
  handset.start();
}

void Phone::Impl::sign_off() {
  hung_up_at = context.now;
  context.report.reach(Milestone::hung_up, context.at_ms());
  context.event("hang_up");
  const auto signals = context.config.end_signals.value_or(end->end_signals());
  deadlines.disarm(Timer::accept);
  deadlines.disarm(Timer::keep_alive);
  const bool waits = signals.sends_stop && end->traits().closes_by_agreement;
  if (signals.sends_stop) context.send(end->write_stop());
  if (signals.closes_socket && !waits)
    context.outputs.push_back(CloseSocket{wire::CloseCode::normal, "hung up"});
  deadlines.arm(Timer::close, context.now + context.config.host_close);
}

void Phone::Impl::report_end() {
  deadlines.disarm_all();
  scripts.finish(as_scripts_see_it(), context.outputs);
  ended_at = context.now;
  context.outputs.push_back(Ended{report_text(context.now),
                                  context.report.outcome() == Outcome::failed,
                                  handset.answer_watch().answered()});
}

std::string Phone::Impl::report_text(Instant at) const {
  const Instant until = context.state == State::ended ? ended_at : std::max(context.now, at);
  return context.report.to_json(context.state, to_ms(until - context.dialed_at), handset.media());
}

void Phone::Impl::run_timers() {
  while (const auto due = deadlines.take_due(context.now)) on_timer(*due);
  handset.send_due();
}

void Phone::Impl::on_timer(Timer timer) {
  const std::string dial_timeout = std::to_string(context.config.dial_timeout.count()) + " ms";
  switch (timer) {
    case Timer::dial:
      context.report.end({EndCause::dial_timeout, "no socket within " + dial_timeout});
      apply(table::Event::dial_bound);
      return;
    case Timer::accept: {
      const std::string evidence = "no acceptance within " + dial_timeout;
      context.report.remark(Errc::not_accepted, evidence);
      context.warn(Errc::not_accepted, evidence);
      context.report.end({EndCause::dial_timeout, evidence});
      apply(table::Event::hang_up);
      return;
    }
    case Timer::keep_alive:
      return keep_alive();
    case Timer::close: {
      const std::string evidence = "still open " + std::to_string(to_ms(context.now - hung_up_at)) +
                                   " ms after the phone hung up";
      context.report.remark(Errc::host_never_closed, evidence);
      context.warn(Errc::host_never_closed, evidence);
      apply(table::Event::close_bound);
      return;
    }
    case Timer::count:
      return;
  }
}

void Phone::Impl::keep_alive() {
  if (!context.on_the_call()) return;
  deadlines.arm(Timer::keep_alive, context.now + end->traits().keep_alive->every);
  end->write_keep_alive(reading);
  act_on_reading();
}

std::optional<Instant> Phone::Impl::next_deadline() const {
  std::optional<Instant> soonest = deadlines.next();
  for (const auto due : {handset.next_due(), scripts.next_deadline(as_scripts_see_it())})
    if (due && (!soonest || *due < *soonest)) soonest = due;
  return soonest;
}

}  // namespace hookswitch::phone
