#include "hookswitch/bridge/bridge.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/bridge/session_plan.hpp"
#include "hookswitch/bridge/state.hpp"
#include "hookswitch/call/bound_rules.hpp"

namespace hookswitch::bridge {
namespace {

Config planned(Config config, codec::MediaFormat carrier_format) {
  config.session = plan_session(config, carrier_format);
  return config;
}

}  // namespace

Bridge::State::State(const Config& given, std::unique_ptr<carrier::HostEnd> host_end,
                     Instant created)
    : host(std::move(host_end)),
      config(planned(given, host->host_format())),
      now(created),
      log(created, config.secrets.with(config.agent.key), out),
      call(config.bounds, created),
      uplink(config.session.input.rate_hz),
      downlink(config.session.output.rate_hz, config.lead),
      talk(log, !config.session.transcription_model.empty()) {
  const std::int64_t unix_ms = config.clock.unix_ms_at(created);
  Rng rng(config.seed);
  id = uuid_v7(unix_ms, rng);
  log.fact(record::CreatedFact{id, std::string(config.carrier->name),
                               std::string(config.carrier->profile), unix_ms, config.follows});
}

Bridge::Bridge(const Config& config, Instant now)
    : Bridge(config, config.carrier->make_host(), now) {}
Bridge::Bridge(const Config& config, std::unique_ptr<carrier::HostEnd> host, Instant now)
    : state_(std::make_unique<State>(config, std::move(host), now)) {}
Bridge::~Bridge() = default;
Bridge::Bridge(Bridge&&) noexcept = default;
Bridge& Bridge::operator=(Bridge&&) noexcept = default;

const std::string& Bridge::id() const { return state_->id; }
std::optional<Output> Bridge::poll() { return state_->out.pop(); }
std::optional<Instant> Bridge::next_deadline() const { return state_->next_deadline(); }

void Bridge::handle(const Input& input, Instant now) {
  State& s = *state_;
  s.now = std::max(s.now, now);
  s.occasion = std::holds_alternative<Tick>(input) ? call::Call::Occasion::tick
                                                   : call::Call::Occasion::input;
  s.call.woke_late(s.now);
  s.run_due();
  if (s.gone) return;
  std::visit(
      Overloaded{
          [](const Tick&) {},
          [&](const Ringing&) {
            if (s.live()) s.log.begin();
            s.call.apply(call::Event::rings, s.now);
          },
          [&](const Answered&) {
            if (s.live()) {
              s.log.begin();
              s.log.milestone(record::Milestone::answered, s.now);
            }
            s.call.apply(call::Event::answers, s.now);
          },
          [&](const HangUpWebhook& told) { s.end(call::EndCause::hang_up_webhook, told.detail); },
          [&](const HangUpRequest& asked) { s.end(call::EndCause::hang_up_request, asked.detail); },
          [&](const Replaced& replaced) { s.end(call::EndCause::replaced, replaced.by); },
          [&](const Follows& follows) {
            record::CreatedFact created = s.log.record().created;
            created.follows = s.log.clean(follows.id);
            s.log.fact(std::move(created));
          },
          [&](const ChangeBounds& change) { s.change_bounds(change.bounds); },
          [&](const Drain&) { s.end(call::EndCause::draining, {}); },
          [&](const RecordStored&) {
            s.record_is_stored = s.record_is_out;
            s.leave_if_done();
          },
          [&](const auto& of_a_leg) { s.on(of_a_leg); },
      },
      input);
  s.run_due();
}

void Bridge::State::change_bounds(const call::Bounds& bounds) {
  if (!live() || !call::faults_of(bounds).empty()) return;
  const std::string changes = call::changes_text(config.bounds, bounds);
  if (changes.empty()) return;
  log.event(record::Origin::control, record::TimelineEvent::bounds_changed, changes, now);
  config.bounds = bounds;
  call.change_bounds(bounds);
}

void Bridge::State::run_due() {
  while (!gone) {
    if (const auto bound = call.take_due(now, occasion)) {
      on_bound(*bound);
      continue;
    }
    const auto fill_due = chores.at(Chore::fill_silence);
    if (const auto chore = chores.take_due(now)) {
      if (*chore == Chore::fill_silence)
        fill_silence(*fill_due);
      else
        on_chore(*chore);
      continue;
    }
    break;
  }
  if (live()) {
    pump();
    check_played();
    if (talk.unsaved() && !chores.armed(Chore::save_text))
      chores.arm(Chore::save_text, now + kSaveTextEvery);
    for (const Leg leg : {Leg::carrier, Leg::agent})
      if (const auto unsent = status(leg).unsent; unsent > kMostUnsent)
        return stalls(leg, call::EndCause::send_backlog, std::to_string(unsent) + " messages wait");
  }
}

void Bridge::State::on_bound(call::Bound bound) {
  switch (bound) {
    case call::Bound::carrier_close:
      return drop(Leg::carrier);
    case call::Bound::agent_close:
      return drop(Leg::agent);
    case call::Bound::last_words:
      words_are_late = true;
      return close_agent();
    case call::Bound::gone:
      drop(Leg::carrier);
      drop(Leg::agent);
      finish_record();
      record_is_stored = true;  // or not: the store has the record and goes on without us
      return leave_if_done();
    case call::Bound::agent_connect:
      return end(
          call::EndCause::agent_unreachable, last_failure,
          agent.state == LegState::open ? std::optional(Errc::agent_not_ready) : std::nullopt);
    case call::Bound::carrier_send:
      return stalls(Leg::carrier, call::EndCause::send_stalled);
    case call::Bound::agent_send:
      return stalls(Leg::agent, call::EndCause::send_stalled);
    case call::Bound::answered_to_socket:
    case call::Bound::socket_to_start:
    case call::Bound::start_to_media:
    case call::Bound::media_silence:
    case call::Bound::goodbye:
    case call::Bound::longest_call:
      return end(*call::cause_of(bound), {});
    case call::Bound::count:
      return;
  }
}

void Bridge::State::on_chore(Chore chore) {
  switch (chore) {
    case Chore::dial_agent:
      return dial_agent();
    case Chore::save_text:
      return talk.flush_due(now);
    case Chore::save_media:
      chores.arm(Chore::save_media, now + kSaveMediaEvery);
      if (log.begun()) log.fact(media_figures(now));
      return;
    case Chore::keep_alive:
      if (!agent.can_send() || !client) return;
      if (auto frame = client->keep_alive()) send(Leg::agent, std::move(*frame));
      return agent_was_sent();
    case Chore::hang_up:
      return end(call::EndCause::goodbye, {});
    case Chore::agent_is_done:  // run_due looks at it after every input
    case Chore::fill_silence:
    case Chore::count:
      return;
  }
}

void Bridge::State::send(Leg leg, wire::Frame frame) {
  LegStatus& to = status(leg);
  if (!to.can_send()) return;
  if (to.unsent++ == 0)
    call.send_outstanding(leg == Leg::carrier ? call::Call::Peer::carrier : call::Call::Peer::agent,
                          now);
  out.push(SendFrame{leg, std::move(frame)});
  if (leg == Leg::agent) agent_was_sent();
}

void Bridge::State::agent_was_sent() {
  if (const Micros period = agent_traits().keep_alive; period > Micros{0} && live())
    chores.arm(Chore::keep_alive, now + period);
}

void Bridge::State::on(const Sent& sent) {
  LegStatus& to = status(sent.leg);
  const auto peer = sent.leg == Leg::carrier ? call::Call::Peer::carrier : call::Call::Peer::agent;
  to.unsent -= std::min(to.unsent, sent.frames);
  if (to.unsent == 0)
    call.send_done(peer);
  else if (sent.frames > 0)
    call.send_outstanding(peer, now);
}

std::optional<Instant> Bridge::State::next_deadline() const {
  if (gone) return std::nullopt;
  std::optional<Instant> soonest = call.next_deadline();
  const auto consider = [&soonest](std::optional<Instant> at) {
    if (at && (!soonest || *at < *soonest)) soonest = at;
  };
  consider(chores.next());
  if (live()) consider(downlink.next_due());
  return soonest;
}

record::MediaFact Bridge::State::media_figures(Instant when) const {
  record::MediaFact media;
  media.in = arrivals.figures();
  media.out = sent_media;
  media.in.dropped_ms = to_ms(uplink.dropped());
  media.out.dropped_ms = to_ms(downlink.dropped());
  media.peak_in = peak_in;
  media.jitter = arrivals.jitter();
  if (const auto last = arrivals.last()) media.last_in_ms = log.at_ms(*last);
  media.talk_ms = to_ms(downlink.heard(when) + talk.caller_speech(when));
  for (const auto& [code, times] : log.oddities())
    media.oddities[std::string(to_string(code))] = times;
  for (const auto& [code, times] : log.carrier_oddities())
    media.carrier_oddities[std::string(to_string(code))] = times;
  media.timeline_dropped = log.record().timeline_dropped;
  return media;
}

record::Record Bridge::record(Instant now) const {
  const State& s = *state_;
  record::Record record = s.log.record();
  if (s.record_is_out) return record;
  record.apply(s.media_figures(std::max(s.now, now)));
  for (const record::TurnFact& turn : s.talk.open_turns())
    if (!turn.text.empty()) record.apply(turn);
  return record;
}

}  // namespace hookswitch::bridge
