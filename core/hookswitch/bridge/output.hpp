#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "hookswitch/agent/client_end.hpp"
#include "hookswitch/bridge/input.hpp"
#include "hookswitch/record/fact.hpp"
#include "hookswitch/record/record.hpp"
#include "hookswitch/wire/frame.hpp"

namespace hookswitch::bridge {

struct SendFrame {
  Leg leg;
  wire::Frame frame;
};
struct OpenAgent {  ///< dial the agent; then input AgentOpened or AgentNotOpened
  agent::Dial dial;
  Micros timeout;
};
/// Request the agent's address; then input AgentReplied or AgentNotOpened.
struct AskAgent {
  wire::HttpRequest request;
  Micros timeout;
};
/// Close cleanly; drop the connection if the peer has not closed after `timeout`.
struct CloseLeg {
  Leg leg;
  wire::CloseCode code;
  std::string reason;
  Micros timeout;
};
/// Drop the connection now: the peer is dead.
struct DropLeg {
  Leg leg;
};
/// End the phone call over the carrier's API; then input PhoneReplied or PhoneNotReached.
struct HangUpPhone {
  wire::HttpRequest request;
  std::string claims;       ///< of a bearer token to add, signed with `private_key`; empty: none
  std::string private_key;  ///< PEM
  Micros timeout{0};
};
struct Journal {  ///< write behind, within 200 ms
  record::Fact fact;
};
/// The carrier has named its call, once: this session carries it from now on. Whichever live session
/// carried it until now gets Replaced; reply with Claimed.
struct ClaimCall {
  std::string carrier_call_id;
};
/// The call is over and its record is complete. Store it, then input RecordStored. Once per
/// call; a socket that was not a call has none.
struct Ended {
  record::Record record;
};
/// Nothing is left to do: the session can be destroyed. Always the last output.
struct Gone {};

using Output = std::variant<SendFrame, OpenAgent, AskAgent, CloseLeg, DropLeg, HangUpPhone, Journal,
                            ClaimCall, Ended, Gone>;

}  // namespace hookswitch::bridge
