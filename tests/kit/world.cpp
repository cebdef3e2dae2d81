#include "kit/world.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::kit {

using bridge::Leg;

World::World(Config config)
    : phone(config.phone, now),
      config_(std::move(config)),
      to_bridge_(config_.to_bridge),
      to_phone_(config_.to_phone),
      to_agent_(config_.to_agent),
      from_agent_(config_.from_agent) {}

void World::dial() { to_phone(phone::Dial{"ws://bridge/media"}); }

void World::say(PcmView audio) {
  std::vector<float> samples;
  for (const Sample sample : audio) samples.push_back(static_cast<float>(sample) / 32'768.0F);
  to_phone(phone::Microphone{samples});
}

void World::hang_up() { to_phone(phone::HangUp{}); }

void World::to_phone(const phone::Input& input) {
  phone.handle(input, now);
  drain();
}

void World::to_bridge(const bridge::Input& input) {
  if (!bridge) return;
  if (on_input) on_input(input);
  bridge->handle(input, now);
}

void World::tell_bridge(const bridge::Input& input) {
  to_bridge(input);
  drain();
}

void World::to_agent(const persona::Input& input) {
  if (agent) agent->handle(input, now);
}

// ---- time ----------------------------------------------------------------------------------

std::optional<Instant> World::next() const {
  std::optional<Instant> soonest;
  const auto consider = [&soonest](std::optional<Instant> at) {
    if (at && (!soonest || *at < *soonest)) soonest = at;
  };
  consider(phone.next_deadline());
  if (bridge) consider(bridge->next_deadline());
  if (agent) consider(agent->next_deadline());
  for (const auto* link : {&to_bridge_, &to_phone_, &to_agent_, &from_agent_})
    consider(link->next_arrival());
  if (!deeds_.empty()) consider(deeds_.begin()->first);
  return soonest;
}

void World::run(Micros span) {
  const Instant until = now + span;
  for (auto due = next(); due && *due <= until; due = next()) {
    now = std::max(now, *due);
    step();
  }
  now = until;
  phone.take_heard(heard);
}

void World::step() {
  while (!deeds_.empty() && deeds_.begin()->first <= now) {
    const Deed deed = std::move(deeds_.begin()->second);
    deeds_.erase(deeds_.begin());
    deed();
    drain();
  }
  deliver(to_bridge_, [this](LinkModel::Item& item) {
    if (const auto* frame = std::get_if<wire::Frame>(&item)) {
      if (bridge_socket_) to_bridge(bridge::CarrierFrame{frame->view()});
      return;
    }
    close_at_bridge(std::get<LinkModel::Close>(item).code);
  });
  deliver(to_phone_, [this](LinkModel::Item& item) {
    if (const auto* frame = std::get_if<wire::Frame>(&item)) {
      if (phone_socket_) phone.handle(phone::FrameIn{frame->view()}, now);
      return;
    }
    close_at_phone(std::get<LinkModel::Close>(item).code);
  });
  deliver(to_agent_, [this](LinkModel::Item& item) {
    if (const auto* frame = std::get_if<wire::Frame>(&item))
      return to_agent(persona::FrameIn{frame->view()});
    to_agent(persona::Closed{});
    drain_agent();
    agent.reset();
  });
  deliver(from_agent_, [this](LinkModel::Item& item) {
    if (const auto* frame = std::get_if<wire::Frame>(&item)) {
      if (agent_socket_) to_bridge(bridge::AgentFrame{frame->view()});
      return;
    }
    close_agent_leg(std::get<LinkModel::Close>(item).code);
  });
  if (const auto due = phone.next_deadline(); due && *due <= now) phone.handle(phone::Tick{}, now);
  drain();
  if (bridge)
    if (const auto due = bridge->next_deadline(); due && *due <= now) to_bridge(bridge::Tick{});
  drain();
  if (agent)
    if (const auto due = agent->next_deadline(); due && *due <= now) to_agent(persona::Tick{});
  drain();
}

void World::deliver(LinkModel& link, const std::function<void(LinkModel::Item&)>& take) {
  while (auto item = link.receive(now)) {
    take(*item);
    drain();
  }
}

// ---- what the sessions want ----------------------------------------------------------------

void World::drain() {
  drain_phone();
  drain_bridge();
  drain_agent();
}

void World::drain_phone() {
  while (auto output = phone.poll())
    std::visit(Overloaded{
                   [this](phone::Connect& connect) { on(connect); },
                   [this](phone::SendFrame& send) {
                     last_media_sent = now;
                     if (on_frame) on_frame(Speaker::phone, send.frame);
                     if (!carrier_habit) return to_bridge_.send(std::move(send.frame), now);
                     for (wire::Frame& frame : carrier_habit(std::move(send.frame)))
                       to_bridge_.send(std::move(frame), now);
                   },
                   [this](phone::CloseSocket& close) {
                     to_bridge_.send(LinkModel::Close{wire::number(close.code)}, now);
                   },
                   [this](phone::Event& event) {
                     if (on_event) on_event(event);
                     phone_events.push_back(std::move(event));
                   },
                   [](phone::ScriptDone&) {},
                   [this](phone::Ended& ended) { phone_end = std::move(ended); },
               },
               *output);
}

void World::drain_bridge() {
  while (bridge) {
    auto output = bridge->poll();
    if (!output) return;
    if (on_output) on_output(*output);
    std::visit(
        Overloaded{
            [this](bridge::SendFrame& send) {
              const bool carrier = send.leg == Leg::carrier;
              if (on_frame)
                on_frame(carrier ? Speaker::bridge_to_phone : Speaker::bridge_to_agent, send.frame);
              if (!(carrier ? phone_reads : agent_reads)) return;
              (carrier ? to_phone_ : to_agent_).send(std::move(send.frame), now);
              to_bridge(bridge::Sent{send.leg, 1});
            },
            [this](bridge::OpenAgent& open) { on(open); },
            [](bridge::AskAgent&) {},  // no dialect of the world asks first
            [this](bridge::CloseLeg& close) { on(close); },
            [this](bridge::DropLeg& drop) {
              if (drop.leg == Leg::carrier) {
                to_phone_.send(LinkModel::Close{1006}, now);
                close_at_bridge(1006);
              } else {
                close_agent_leg(1006);
              }
            },
            [](bridge::HangUpPhone&) {},  // no call of the world has an account at its carrier
            [this](bridge::Journal&) { ++facts; },
            [this](bridge::ClaimCall&) {
              if (config_.claim_takes)
                at(now + *config_.claim_takes,
                   [this] { to_bridge(bridge::Claimed{config_.earlier_call}); });
            },
            [this](bridge::Ended& ended) {
              records.push_back(std::move(ended.record));
              record_at = now;
              if (config_.store_takes)
                at(now + *config_.store_takes, [this] { to_bridge(bridge::RecordStored{}); });
            },
            [this](bridge::Gone&) { bridge_gone = true; },
        },
        *output);
    if (!bridge_gone) continue;
    left_something = bridge->poll() || bridge->next_deadline();
    bridge.reset();
  }
}

void World::drain_agent() {
  while (agent) {
    auto output = agent->poll();
    if (!output) return;
    std::visit(Overloaded{
                   [this](persona::SendFrame& send) {
                     if (on_frame) on_frame(Speaker::agent, send.frame);
                     if (!agent_habit) return from_agent_.send(std::move(send.frame), now);
                     for (wire::Frame& frame : agent_habit(std::move(send.frame)))
                       from_agent_.send(std::move(frame), now);
                   },
                   [this](persona::CloseSocket& close) {
                     from_agent_.send(LinkModel::Close{close.code}, now);
                   },
                   [](const persona::Noticed&) {},
               },
               *output);
  }
}

}  // namespace hookswitch::kit
