#pragma once

#include <memory>
#include <optional>

#include "hookswitch/bridge/agent_leg.hpp"
#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/bridge/call_context.hpp"
#include "hookswitch/bridge/carrier_leg.hpp"
#include "hookswitch/bridge/dialogue.hpp"
#include "hookswitch/bridge/ending.hpp"
#include "hookswitch/bridge/goodbye.hpp"
#include "hookswitch/bridge/phone_line.hpp"
#include "hookswitch/call/identity.hpp"

namespace hookswitch::bridge {

/// The parts of a Bridge and what each input means to them: bridge.cpp has the inputs and the time,
/// messages.cpp what the peers say. All other state is private to a part.
struct Bridge::Impl {
  Impl(const Config& planned, std::unique_ptr<carrier::HostEnd> host, Instant created);

  void handle(const Input& input, Instant at);
  std::optional<Instant> next_deadline() const;
  record::Record record(Instant at) const;

  // bridge.cpp
  void on(const Tick&) {}
  void on(const Ringing&);
  void on(const Answered&);
  void on(const HangUpWebhook& reported);
  void on(const HangUpRequest& request);
  void on(const Replaced& replaced);
  void on(const Claimed& claimed);
  void on(const ChangeBounds& change);
  void on(const Drain&);
  void on(const RecordStored&);
  void on(const PhoneReplied& replied) { phone.on(replied); }
  void on(const PhoneNotReached& failed) { phone.on(failed); }
  void on(const Sent& sent);
  void run_due();
  void on_bound(call::Bound bound);
  void on_chore(Chore chore, Instant due);

  // messages.cpp
  void on(const CarrierOpened& opened);
  void on(const CarrierFrame& frame);
  void on(const CarrierClosed& closed);
  void on(const AgentReplied& replied);
  void on(const AgentOpened& opened);
  void on(const AgentFrame& frame);
  void on(const AgentClosed& closed);
  void on(const AgentNotOpened& failed);
  void dial_agent();
  void begin_stream();
  void name_call(record::CarrierFact fact);
  void on_message(const carrier::Started& started, std::size_t bytes);
  void on_message(const carrier::Media& media, std::size_t bytes);
  void on_message(const carrier::Digit& digit, std::size_t bytes);
  void on_message(const carrier::MarkPlayed& mark, std::size_t bytes);
  void on_message(const carrier::Stopped& stopped, std::size_t bytes);
  void on_message(const carrier::Cleared&, std::size_t bytes);
  void on_message(const carrier::Paused&, std::size_t bytes);
  void on_message(const carrier::Resumed&, std::size_t bytes);
  void on_message(const carrier::Connected&, std::size_t) {}
  void on_message(const carrier::Ignored&, std::size_t) {}
  void on_message(const carrier::Probe&, std::size_t) {}
  void on_message(const agent::Ready& ready);
  void on_message(const agent::ToolCall& tool);
  void on_message(const agent::ToolCancelled& cancelled);
  void on_message(const agent::AgentFailed& failed);
  void on_message(const agent::AgentIgnored&) {}
  template <class OfTheDialogue>
  void on_message(const OfTheDialogue& message) {
    dialogue.on(message);
  }

  CallContext context;
  call::Identity identity;
  PhoneLine phone;
  CarrierLeg carrier;
  AgentLeg agent;
  Goodbye goodbye;
  Dialogue dialogue;
  Ending ending;
  call::Call::Occasion occasion = call::Call::Occasion::input;
  std::string id;
};

}  // namespace hookswitch::bridge
