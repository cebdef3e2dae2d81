#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/bridge/agent_leg.hpp"
#include "hookswitch/bridge/carrier_leg.hpp"
#include "hookswitch/bridge/dialogue.hpp"
#include "hookswitch/bridge/phone_line.hpp"
#include "hookswitch/call/identity.hpp"

namespace hookswitch::bridge {

/// How a call ends, once: the first cause decides, the phone is hung up, both sockets are closed or
/// dropped, the last words are awaited, the record is completed and handed out, the session ends.
///
/// shape   decide() by whatever ends a call; later causes are timeline entries
/// time    arms the bounds of the end: last_words, carrier_close, agent_close, gone
/// errors  none
/// source  docs/reference/design.md#a-call-ends-once
class Ending {
 public:
  Ending(CallContext& context, PhoneLine& phone, CarrierLeg& carrier, AgentLeg& agent,
         Dialogue& dialogue, call::Identity& identity);

  void decide(call::EndCause cause, std::string_view detail = {},
              std::optional<Errc> code = std::nullopt);
  void decide(const AgentLeg::Verdict& verdict);
  /// The peer of `leg` does not read what is sent to it.
  void peer_stalls(Leg leg, call::EndCause cause, const std::string& detail = {});

  /// Chore::close_carrier
  void close_carrier();
  /// A bound that finishes an end has passed.
  void stop_waiting_for_words();
  void give_up();  ///< call::Bound::gone
  /// The agent has said something after the end.
  void words_may_be_complete();
  void record_is_stored();
  /// Runs after every input and bound: when both sockets are gone the record goes out, and when it
  /// is stored so does the session.
  void leave_if_done();

  bool record_is_out() const { return record_is_out_; }
  bool gone() const { return gone_; }

 private:
  void close_agent();
  void await_last_words();
  Micros last_words_timeout() const;
  void note_missing_words();
  void finish_record();

  CallContext& context_;
  PhoneLine& phone_;
  CarrierLeg& carrier_;
  AgentLeg& agent_;
  Dialogue& dialogue_;
  call::Identity& identity_;
  std::optional<Leg> stalled_;    ///< its peer did not read: that is why the call ended
  bool words_timed_out_ = false;  ///< not waited for any longer
  bool record_is_out_ = false;
  bool record_is_stored_ = false;
  bool gone_ = false;
};

}  // namespace hookswitch::bridge
