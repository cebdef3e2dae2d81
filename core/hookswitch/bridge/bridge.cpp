#include "hookswitch/bridge/bridge.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/bridge/impl.hpp"
#include "hookswitch/bridge/media_figures.hpp"
#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/call/bound_rules.hpp"

namespace hookswitch::bridge {
namespace {

Config planned(Config config, codec::MediaFormat carrier_format) {
  config.session = plan_session(config, carrier_format);
  return config;
}

}  // namespace

Bridge::Impl::Impl(const Config& given, std::unique_ptr<carrier::HostEnd> host, Instant created)
    : context(planned(given, host->host_format()), created),
      phone(context),
      carrier(std::move(host), context),
      agent(context),
      goodbye(context, carrier),
      dialogue(context, carrier, agent, goodbye),
      ending(context, phone, carrier, agent, dialogue, identity) {
  const Config& config = context.config;
  const std::int64_t unix_ms = config.clock.unix_ms_at(created);
  Rng rng(config.seed);
  id = uuid_v7(unix_ms, rng);
  context.log.fact(record::CreatedFact{
      id, std::string(config.carrier->name), std::string(config.carrier->profile), unix_ms, {}});
}

Bridge::Bridge(const Config& config, Instant now)
    : Bridge(config, config.carrier->make_host(), now) {}
Bridge::Bridge(const Config& config, std::unique_ptr<carrier::HostEnd> host, Instant now)
    : impl_(std::make_unique<Impl>(config, std::move(host), now)) {}
Bridge::~Bridge() = default;
Bridge::Bridge(Bridge&&) noexcept = default;
Bridge& Bridge::operator=(Bridge&&) noexcept = default;

void Bridge::handle(const Input& input, Instant now) { impl_->handle(input, now); }
std::optional<Output> Bridge::poll() { return impl_->context.out.pop(); }
std::optional<Instant> Bridge::next_deadline() const { return impl_->next_deadline(); }
const std::string& Bridge::id() const { return impl_->id; }
record::Record Bridge::record(Instant now) const { return impl_->record(now); }

void Bridge::Impl::handle(const Input& input, Instant at) {
  context.now = std::max(context.now, at);
  occasion = std::holds_alternative<Tick>(input) ? call::Call::Occasion::tick
                                                 : call::Call::Occasion::input;
  context.call.woke_late(context.now);
  run_due();
  if (ending.gone()) return;
  std::visit([&](const auto& what) { on(what); }, input);
  ending.leave_if_done();
  run_due();
}

void Bridge::Impl::on(const Ringing&) {
  if (context.live()) context.log.begin();
  context.call.apply(call::Event::rings, context.now);
}

void Bridge::Impl::on(const Answered&) {
  if (context.live()) {
    context.log.begin();
    context.milestone(record::Milestone::answered);
  }
  context.call.apply(call::Event::answers, context.now);
}

void Bridge::Impl::on(const HangUpWebhook& reported) {
  ending.decide(call::EndCause::hang_up_webhook, reported.detail);
}
void Bridge::Impl::on(const HangUpRequest& request) {
  ending.decide(call::EndCause::hang_up_request, request.detail);
}
void Bridge::Impl::on(const Replaced& replaced) {
  ending.decide(call::EndCause::replaced, replaced.by);
}
void Bridge::Impl::on(const Drain&) { ending.decide(call::EndCause::draining); }
void Bridge::Impl::on(const RecordStored&) { ending.record_is_stored(); }

void Bridge::Impl::on(const Claimed& claimed) {
  if (!identity.answer() || claimed.earlier.empty()) return;
  record::CreatedFact created = context.log.record().created;
  created.follows = context.log.clean(claimed.earlier);
  context.log.fact(std::move(created));
}

void Bridge::Impl::on(const ChangeBounds& change) {
  if (!context.live() || !call::faults_of(change.bounds).empty()) return;
  const std::string changes = call::changes_text(context.config.bounds, change.bounds);
  if (changes.empty()) return;
  context.event(record::Origin::control, record::TimelineEvent::bounds_changed, changes);
  context.config.bounds = change.bounds;
  context.call.change_bounds(change.bounds);
}

void Bridge::Impl::on(const Sent& sent) {
  (sent.leg == Leg::carrier ? carrier.socket() : agent.socket()).sent(sent.frames);
}

void Bridge::Impl::run_due() {
  while (!ending.gone()) {
    if (const auto bound = context.call.take_due(context.now, occasion)) {
      on_bound(*bound);
    } else if (const auto due = context.chores.next(); due && *due <= context.now) {
      on_chore(*context.chores.take_due(context.now), *due);
    } else {
      break;
    }
    ending.leave_if_done();
  }
  if (!context.live()) return;
  dialogue.pump();
  dialogue.settle();
  if (dialogue.transcript().unsaved() && !context.chores.armed(Chore::save_text))
    context.chores.arm(Chore::save_text, context.now + kSaveTextEvery);
  for (const Leg leg : {Leg::carrier, Leg::agent}) {
    const LegSocket& socket = leg == Leg::carrier ? carrier.socket() : agent.socket();
    if (socket.unsent() <= kMaxUnsent) continue;
    ending.peer_stalls(leg, call::EndCause::send_backlog,
                       std::to_string(socket.unsent()) + " messages wait");
    return ending.leave_if_done();
  }
}

void Bridge::Impl::on_bound(call::Bound bound) {
  switch (bound) {
    case call::Bound::carrier_close:
      return carrier.close_is_late();
    case call::Bound::agent_close:
      return agent.socket().drop();
    case call::Bound::last_words:
      return ending.stop_waiting_for_words();
    case call::Bound::gone:
      return ending.give_up();
    case call::Bound::agent_connect:
      return ending.decide(
          call::EndCause::agent_unreachable, agent.last_failure(),
          agent.socket().can_send() ? std::optional(Errc::agent_not_ready) : std::nullopt);
    case call::Bound::carrier_send:
      return ending.peer_stalls(Leg::carrier, call::EndCause::send_stalled);
    case call::Bound::agent_send:
      return ending.peer_stalls(Leg::agent, call::EndCause::send_stalled);
    case call::Bound::ringing:
    case call::Bound::answered_to_socket:
    case call::Bound::socket_to_start:
    case call::Bound::start_to_media:
    case call::Bound::media_silence:
    case call::Bound::goodbye:
    case call::Bound::longest_call:
      return ending.decide(*call::cause_of(bound));
    case call::Bound::count:
      return;
  }
}

void Bridge::Impl::on_chore(Chore chore, Instant due) {
  switch (chore) {
    case Chore::dial_agent:
      return dial_agent();
    case Chore::fill_silence:
      return agent.fill_silence(due);
    case Chore::save_text:
      return dialogue.transcript().flush_due(context.now);
    case Chore::save_media:
      context.chores.arm(Chore::save_media, context.now + kSaveMediaEvery);
      if (context.log.begun())
        context.log.fact(media_figures(context, carrier, agent, dialogue, context.now));
      return;
    case Chore::keep_alive:
      return agent.keep_alive();
    case Chore::carrier_keep_alive:
      return carrier.keep_alive();
    case Chore::hang_up_phone:
      return phone.ask();
    case Chore::close_carrier:
      return ending.close_carrier();
    case Chore::hang_up:
      return ending.decide(call::EndCause::goodbye);
    case Chore::agent_is_done:  // run_due settles the dialogue after every input
    case Chore::count:
      return;
  }
}

std::optional<Instant> Bridge::Impl::next_deadline() const {
  if (ending.gone()) return std::nullopt;
  std::optional<Instant> soonest = context.call.next_deadline();
  const auto consider = [&soonest](std::optional<Instant> at) {
    if (at && (!soonest || *at < *soonest)) soonest = at;
  };
  consider(context.chores.next());
  if (context.live()) consider(dialogue.next_due());
  return soonest;
}

record::Record Bridge::Impl::record(Instant at) const {
  record::Record record = context.log.record();
  if (ending.record_is_out()) return record;
  record.apply(media_figures(context, carrier, agent, dialogue, std::max(context.now, at)));
  for (const record::TurnFact& turn : dialogue.transcript().open_turns())
    if (!turn.text.empty()) record.apply(turn);
  return record;
}

}  // namespace hookswitch::bridge
