#include "calls/call_session.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "calls/bridge_config.hpp"
#include "calls/call_events.hpp"
#include "calls/turn_away.hpp"
#include "hookswitch/record/record_json.hpp"
#include "log/log.hpp"
#include "system/clock.hpp"

namespace hookswitch::calls {

CallSession::CallSession(ServerContext& context, const carrier::CarrierDialect& which,
                         std::unique_ptr<carrier::HostEnd> host,
                         const asio::any_io_executor& executor)
    : counted_(context.call_sessions),
      context_(context),
      executor_(executor),
      clock_(system::wall_clock()),
      bounds_(context.settings.carrier(which).bounds),
      bridge_(bridge_config(context, which, clock_), std::move(host), clock_.at),
      ticker_(executor, [this] { feed(bridge::Tick{}); }),
      dialer_(
          context, executor,
          [this](std::unique_ptr<net::WebSocket> socket) { agent_opened(std::move(socket)); },
          [this](const bridge::Input& input) { feed(input); }),
      phone_api_(executor, [this](const bridge::Input& input) { feed(input); }) {
  summary_.id = bridge_.id();
  summary_.state = "created";
  summary_.dialect = which.name;
  summary_.profile = which.profile;
  summary_.created_ms = clock_.unix_ms;
}

CallSession::~CallSession() = default;

std::shared_ptr<CallSession> CallSession::make(ServerContext& context,
                                               const carrier::CarrierDialect& which,
                                               std::unique_ptr<carrier::HostEnd> host,
                                               const asio::any_io_executor& executor) {
  const auto end_at_home = [&context, executor](CallSession* session) {
    std::unique_ptr<CallSession> owned(session);
    if (!context.halted) asio::dispatch(executor, [owned = std::move(owned)] {});
  };
  return {new CallSession(context, which, std::move(host), executor), end_at_home};
}

std::shared_ptr<void> CallSession::announce(std::string remote) {
  remote_ = std::move(remote);
  context_.registry.add(summary_, shared_from_this());
  return {nullptr, [self = shared_from_this()](void*) {
            if (self->told_) return;
            self->gone_ = true;
            self->context_.registry.remove(self->id());
          }};
}

void CallSession::begin() {
  begun_ = true;
  ++context_.calls_started;
  context_.metrics.call_started(summary_.dialect);
  log::info("call started", {{"call_id", id()}, {"dialect", summary_.dialect}, {"from", remote_}});
  if (context_.events.has_readers())
    context_.events.publish("call.started", id(), to_json(summary_));
}

void CallSession::open(std::unique_ptr<net::WebSocket> carrier) {
  if (gone_) {  // ended before its socket was there
    const auto code =
        context_.phase == Phase::ending ? wire::CloseCode::going_away : wire::CloseCode::normal;
    return turn_away(std::move(carrier), wire::number(code), "the call is over");
  }
  if (!told_) {
    summary_.state = "answered";
    context_.registry.describe(summary_);
  }
  carrier_ = std::make_shared<net::Link>(std::move(carrier));
  feed(bridge::CarrierOpened{remote_});
  if (bounds_changed_)
    feed(bridge::ChangeBounds{bounds_});  // between the response to the upgrade and here
  carrier_->run(shared_from_this());
  // The drain may have looked at the list of calls just before this one was on it.
  if (context_.phase == Phase::ending) drain();
}

void CallSession::feed(const bridge::Input& input) {
  if (gone_) return;
  told_ = true;
  const auto self = shared_from_this();  // Gone may release the last owner
  bridge_.handle(input, system::now());
  while (auto output = bridge_.poll()) std::visit([this](auto& what) { perform(what); }, *output);
  if (!gone_) ticker_.expect(weak_from_this(), bridge_.next_deadline());
}

void CallSession::post_input(std::function<void()> work) {
  asio::post(executor_, [self = shared_from_this(), work = std::move(work)] { work(); });
}

void CallSession::hang_up(std::string detail) {
  post_input([this, detail = std::move(detail)] { feed(bridge::HangUpRequest{detail}); });
}

void CallSession::hung_up(std::string word, std::function<void(HangUp)> answer) {
  post_input([this, word = std::move(word), answer = std::move(answer)] {
    answer(gone_ ? HangUp::gone : decided_ ? HangUp::already_ending : HangUp::ending);
    feed(bridge::HangUpWebhook{word});
  });
}

void CallSession::replaced(std::string by) {
  post_input([this, by = std::move(by)] { feed(bridge::Replaced{by}); });
}

void CallSession::bounds(BoundsChange change,
                         std::function<void(std::optional<call::Bounds>)> answer) {
  post_input([this, change = std::move(change), answer = std::move(answer)] {
    if (gone_ || decided_) return answer(std::nullopt);
    call::Bounds wanted = bounds_;
    if (change && change(wanted)) {
      bounds_ = wanted;
      bounds_changed_ = true;
      if (told_) feed(bridge::ChangeBounds{wanted});
    }
    answer(bounds_);
  });
}

void CallSession::drain() {
  post_input([this] { feed(bridge::Drain{}); });
}

void CallSession::record(std::function<void(std::optional<std::string>)> answer) {
  post_input([this, answer = std::move(answer)] {
    if (gone_)
      answer(std::nullopt);
    else
      answer(record::record_to_json(bridge_.record(system::now()), record::RecordOf::live_call));
  });
}

void CallSession::on_frame(net::Link& link, wire::FrameView frame) {
  if (&link == carrier_.get())
    feed(bridge::CarrierFrame{frame});
  else if (&link == agent_.get())
    feed(bridge::AgentFrame{frame});
}

void CallSession::on_sent(net::Link& link, std::uint32_t frames) {
  const bool is_carrier = &link == carrier_.get();
  if (!is_carrier && &link != agent_.get()) return;
  const auto leg = is_carrier ? bridge::Leg::carrier : bridge::Leg::agent;
  if (const auto took = send_timer(leg).sent(frames, system::now()))
    context_.metrics.frame_sent(leg, *took);
  feed(bridge::Sent{leg, frames});
}

void CallSession::on_closed(net::Link& link, const net::Ending& ending) {
  const std::string why = ending.broken ? wire::describe(*ending.broken) : ending.reason;
  if (&link == carrier_.get()) {
    carrier_.reset();
    feed(bridge::CarrierClosed{ending.code, why, ending.how});
  } else if (&link == agent_.get()) {
    agent_.reset();
    feed(bridge::AgentClosed{ending.code, why, ending.how});
  }
}

void CallSession::perform(bridge::SendFrame& output) {
  auto& to = link(output.leg);
  if (!to) return;
  send_timer(output.leg).handed_over(system::now());
  to->send(std::move(output.frame));
}

void CallSession::perform(bridge::OpenAgent& output) {
  dialer_.dial(shared_from_this(), std::move(output.dial), output.timeout);
}

void CallSession::perform(bridge::AskAgent& output) {
  dialer_.ask(shared_from_this(), std::move(output.request), output.timeout);
}

void CallSession::perform(bridge::HangUpPhone& output) {
  phone_api_.ask(shared_from_this(), std::move(output));
}

void CallSession::agent_opened(std::unique_ptr<net::WebSocket> socket) {
  agent_ = std::make_shared<net::Link>(std::move(socket));
  send_timer(bridge::Leg::agent) = {};
  agent_->run(shared_from_this());
}

void CallSession::perform(bridge::CloseLeg& output) {
  if (output.leg == bridge::Leg::agent) dialer_.give_up(shared_from_this());
  if (auto& to = link(output.leg))
    to->close(wire::number(output.code), std::move(output.reason), output.timeout);
}

void CallSession::perform(bridge::DropLeg& output) {
  if (output.leg == bridge::Leg::agent) dialer_.give_up(shared_from_this());
  if (auto& to = link(output.leg)) to->drop();
}

void CallSession::perform(bridge::Journal& output) {
  if (!begun_) begin();
  if (!decided_ && std::holds_alternative<record::EndedFact>(output.fact)) {
    decided_ = system::now();
    context_.registry.ending(id(), *decided_);
  }
  learn(output.fact);
  publish(output.fact);
  // After the end the record is complete: a late fact must not open a journal again.
  if (ended_) return;
  context_.store.journal(id(), clock_.unix_ms_at(system::now()), std::move(output.fact));
}

void CallSession::perform(bridge::Ended& output) {
  ended_ = true;
  summary_ = store::summary_of(output.record);
  store::CallSummary live = summary_;
  live.state = "ending";  // until it is gone, it is listed as live
  context_.registry.describe(live);
  ++context_.calls_ended;
  context_.metrics.call_ended(output.record);
  log::info("call ended", {{"call_id", id()}, {"cause", summary_.cause}});
  if (context_.events.has_readers()) context_.events.publish("call.ended", id(), to_json(summary_));
  context_.store.finish(std::move(output.record), [weak = weak_from_this(), to = executor_] {
    asio::post(to, [weak] {
      if (const auto self = weak.lock()) self->feed(bridge::RecordStored{});
    });
  });
}

void CallSession::perform(bridge::Gone&) {
  gone_ = true;
  dialer_.stop();
  ticker_.stop();
  if (carrier_) carrier_->drop();
  if (agent_) agent_->drop();
  if (decided_) report_end(system::now() - *decided_);
  context_.registry.remove(id());
  if (!begun_) report_unused();
}

void CallSession::report_unused() {
  context_.metrics.socket_unused();
  log::info("media socket closed without a call",
            {{"call_id", id()}, {"dialect", summary_.dialect}, {"from", remote_}});
}

void CallSession::report_end(Micros after_the_decision) {
  context_.metrics.call_gone(after_the_decision);
  if (after_the_decision <= metrics::Metrics::kOverdue) return;
  context_.metrics.call_overdue();
  log::error(Errc::call_overdue,
             {{"call_id", id()}, {"after_ms", std::to_string(to_ms(after_the_decision))}});
}

void CallSession::learn(const record::Fact& fact) {
  if (ended_) return;
  if (const auto state = state_after(fact); !state.empty()) {
    summary_.state = state;
    context_.registry.describe(summary_);
  }
  const auto* carrier = std::get_if<record::CarrierFact>(&fact);
  if (!carrier) return;
  if (!carrier->call_id.empty()) summary_.carrier_call_id = carrier->call_id;
  if (!carrier->from.empty()) summary_.from = carrier->from;
  if (!carrier->to.empty()) summary_.to = carrier->to;
  context_.registry.describe(summary_);
}

void CallSession::perform(bridge::ClaimCall& output) {
  const auto ask_the_store = [this, &output] {
    context_.store.latest(summary_.dialect, output.carrier_call_id, summary_.id,
                          [weak = weak_from_this(), to = executor_](const auto& ended) {
                            asio::post(to, [weak, ended] {
                              if (const auto self = weak.lock()) self->claimed(ended);
                            });
                          });
  };
  const auto live =
      context_.registry.claim(summary_.dialect, output.carrier_call_id, summary_.id, ask_the_store);
  if (!live) return;
  if (const auto call = context_.registry.find(*live)) call->replaced(summary_.id);
  post_input([this, earlier = *live] { claimed(earlier); });
}

void CallSession::claimed(const std::optional<std::string>& earlier) {
  feed(bridge::Claimed{earlier ? std::string_view(*earlier) : std::string_view()});
}

void CallSession::publish(const record::Fact& fact) {
  if (!context_.events.has_readers()) return;
  const LiveEvent event = live_event(id(), fact);
  if (!event.name.empty()) context_.events.publish(event.name, id(), event.data);
}

}  // namespace hookswitch::calls
