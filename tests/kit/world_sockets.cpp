#include <utility>

#include "kit/world.hpp"

// The sockets of a world: how they open, close and break.

namespace hookswitch::kit {

using bridge::Leg;

// The reply to the end that closes first comes from the other's WebSocket layer, as RFC 6455
// requires.

void World::close_at_bridge(std::uint16_t code) {
  if (!bridge_socket_) return;
  bridge_socket_ = false;
  carrier_leg_closed = true;
  to_phone_.send(LinkModel::Close{code}, now);
  to_bridge(bridge::CarrierClosed{code, ""});
}

void World::close_at_phone(std::uint16_t code) {
  if (!phone_socket_) return;
  phone_socket_ = false;
  to_bridge_.send(LinkModel::Close{code}, now);
  phone.handle(phone::Closed{code, ""}, now);
}

void World::close_agent_leg(std::uint16_t code) {
  if (!agent_socket_) return;
  agent_socket_ = false;
  agent_leg_closed = true;
  to_agent_.send(LinkModel::Close{code}, now);
  to_bridge(bridge::AgentClosed{code, ""});
}

void World::on(phone::Connect& connect) {
  if (!upgrades) return;
  const auto& offered = connect.subprotocols;
  at(now + config_.to_bridge.latency, [this, granted = offered.empty() ? "" : offered.front()] {
    if (announced_ && !bridge) {
      phone.handle(phone::NotOpened{404, "no such call"}, now);
      return;
    }
    announce();
    bridge_socket_ = true;
    to_bridge(bridge::CarrierOpened{"192.0.2.1"});
    at(now + config_.to_phone.latency, [this, granted] {
      phone_socket_ = true;
      phone.handle(phone::Opened{bridge ? bridge->id() : "", granted}, now);
    });
  });
}

void World::on(bridge::OpenAgent& open) {
  const int number = ++dials_;
  DialResult result;
  result.opens = config_.agent_answers;
  if (agent_dial) result = agent_dial(number);
  const bool in_time = result.after < open.timeout;
  const Micros way = config_.to_agent.latency + config_.from_agent.latency;
  at(now + (in_time ? way + result.after : open.timeout), [this, number, result, in_time] {
    if (!bridge || number != dials_) return;
    if (!in_time) return to_bridge(bridge::AgentNotOpened{0, "timed out"});
    if (!result.opens)
      return to_bridge(bridge::AgentNotOpened{
          result.http_status, result.http_status == 0 ? "connection refused" : "no"});
    to_agent_.clear();  // nothing of an earlier connection
    from_agent_.clear();
    agent.emplace(config_.persona, now);
    agent_socket_ = true;
    to_agent(persona::Opened{});
    to_bridge(bridge::AgentOpened{});
  });
}

void World::on(bridge::CloseLeg& close) {
  const auto code = wire::number(close.code);
  if (close.leg == Leg::carrier) {
    if (phone_reads) to_phone_.send(LinkModel::Close{code}, now);
    // The peer answers by closing; one that is dead does not.
    at(now + close.timeout, [this] { close_at_bridge(1006); });
    return;
  }
  if (!agent_reads || to_agent_.is_cut())
    return at(now + close.timeout, [this] { close_agent_leg(1006); });
  to_agent_.send(LinkModel::Close{code}, now);
  close_agent_leg(code);
}

// ---- what goes wrong -----------------------------------------------------------------------

void World::announce() {
  if (bridge) return;
  announced_ = true;
  bridge = std::make_unique<bridge::Bridge>(config_.bridge, now);
}

void World::break_carrier() {
  if (phone_socket_) {
    phone_socket_ = false;
    phone.handle(phone::Closed{1006, ""}, now);
  }
  if (bridge_socket_) {
    bridge_socket_ = false;
    carrier_leg_closed = true;
    to_bridge(bridge::CarrierClosed{1006, ""});
  }
  drain();
}

void World::close_agent(std::uint16_t code) {
  close_agent_leg(code);
  drain();
}

void World::cut_carrier() {
  to_bridge_.cut(now);
  to_phone_.cut(now);
}

void World::cut_agent() {
  to_agent_.cut(now);
  from_agent_.cut(now);
}

void World::kill_bridge() {
  if (!bridge) return;
  bridge.reset();
  if (std::exchange(bridge_socket_, false)) to_phone_.send(LinkModel::Close{1006}, now);
  if (std::exchange(agent_socket_, false)) to_agent_.send(LinkModel::Close{1006}, now);
}

}  // namespace hookswitch::kit
