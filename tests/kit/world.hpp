#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "hookswitch/phone/phone.hpp"
#include "kit/link_model.hpp"

namespace hookswitch::kit {

/// Who put a frame on a wire.
enum class Speaker : std::uint8_t { phone, bridge_to_phone, bridge_to_agent, agent };

/// A whole call in virtual time: phone, link, bridge, link, built-in agent.
///
/// shape   dial(), then run(); say() and the phone's own inputs in between
/// units   Instants of one clock for all
/// time    moves only in run(), from event to event; nothing sleeps
/// errors  none: what the sessions asked for is collected and left to the test
/// source  seeded: two worlds with the same configuration behave the same
class World {
 public:
  struct Config {
    phone::Config phone;
    bridge::Config bridge;
    persona::Config persona;
    LinkModel::Config to_bridge, to_phone;  ///< the carrier's network
    LinkModel::Config to_agent{.latency = Micros{500}};
    LinkModel::Config from_agent{.latency = Micros{500}};
    bool agent_answers = true;                 ///< false: the agent's address refuses
    std::optional<Micros> store_takes{5'000};  ///< nullopt: it never calls back
    std::string earlier_call;                  ///< had the carrier's id: the result of a claim
    std::optional<Micros> claim_takes{1'000};  ///< nullopt: a claim never gets a result
  };
  /// What happens at the agent's address when it is dialled.
  struct DialResult {
    bool opens = true;
    int http_status = 0;  ///< of the refusal; 0: no HTTP response
    Micros after{0};      ///< beyond the dial's timeout: nothing, until the dial gives up
  };

  explicit World(Config config);

  /// The bridge's session begins now, before there is a socket: the call was placed over HTTP.
  void announce();
  void dial();
  /// The caller says all of this, as fast as the phone sends it.
  void say(PcmView audio);
  void hang_up();
  void run(Micros span);
  void to_phone(const phone::Input& input);
  /// Does something when its time has come.
  using Deed = std::function<void()>;
  void at(Instant when, Deed deed) { deeds_.emplace(when, std::move(deed)); }

  // What goes wrong. Any time.
  void tell_bridge(const bridge::Input& input);
  void from_carrier(wire::Frame frame) { to_bridge_.send(std::move(frame), now); }
  void from_agent(wire::Frame frame) { from_agent_.send(std::move(frame), now); }
  void break_carrier();                  ///< the connection is reset: both ends are notified
  void close_agent(std::uint16_t code);  ///< the agent's end closes its socket; 1006: it is reset
  void cut_carrier();  ///< half-open from now on: nothing arrives, neither end is notified
  void cut_agent();
  void kill_bridge();       ///< the process dies, its sockets with it
  bool upgrades = true;     ///< false: the media socket never comes
  bool phone_reads = true;  ///< the phone's host takes what it is sent
  bool agent_reads = true;
  /// What is put on the wire in place of a frame of the phone, or of the agent.
  std::function<std::vector<wire::Frame>(wire::Frame)> carrier_habit, agent_habit;
  std::function<DialResult(int try_number)> agent_dial;

  /// Everything is over: the phone's call, the bridge's session and the agent's.
  bool all_gone() const { return phone_end && bridge_gone && !agent; }
  bool sockets_closed() const { return !bridge_socket_ && !agent_socket_; }

  Instant now{};
  phone::Phone phone;
  std::unique_ptr<bridge::Bridge> bridge;  ///< from the upgrade until it said Gone
  std::optional<persona::AgentHost> agent;

  // What happened.
  Pcm heard;  ///< at the carrier's rate, from the moment the socket opened
  std::vector<phone::Event> phone_events;
  std::optional<phone::Ended> phone_end;
  std::vector<record::Record> records;
  std::size_t facts = 0;
  bool bridge_gone = false;
  bool left_something = false;      ///< outputs or a deadline after Gone
  bool carrier_leg_closed = false;  ///< as the bridge's side of the socket sees it
  bool agent_leg_closed = false;
  Instant last_media_sent{};
  Instant record_at{};
  /// Called with every frame as it is sent; for golden files.
  std::function<void(Speaker, const wire::Frame&)> on_frame;
  std::function<void(const phone::Event&)> on_event;
  std::function<void(const bridge::Input&)> on_input;    ///< before the bridge gets it
  std::function<void(const bridge::Output&)> on_output;  ///< as the bridge hands it out

 private:
  std::optional<Instant> next() const;
  void step();
  void drain();
  void drain_phone();
  void drain_bridge();
  void drain_agent();
  void deliver(LinkModel& link, const std::function<void(LinkModel::Item&)>& take);
  void to_bridge(const bridge::Input& input);
  void to_agent(const persona::Input& input);
  void close_at_phone(std::uint16_t code);
  void close_at_bridge(std::uint16_t code);
  void close_agent_leg(std::uint16_t code);
  void on(phone::Connect& connect);
  void on(bridge::OpenAgent& open);
  void on(bridge::CloseLeg& close);

  Config config_;
  LinkModel to_bridge_, to_phone_, to_agent_, from_agent_;
  std::multimap<Instant, Deed> deeds_;
  bool phone_socket_ = false;
  bool bridge_socket_ = false;
  bool agent_socket_ = false;
  bool announced_ = false;
  int dials_ = 0;
};

}  // namespace hookswitch::kit
