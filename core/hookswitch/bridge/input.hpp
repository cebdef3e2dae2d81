#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "hookswitch/base/result.hpp"
#include "hookswitch/call/bounds.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/http.hpp"
#include "hookswitch/wire/protocol_error.hpp"
#include "hookswitch/wire/socket_end.hpp"
#include "hookswitch/wire/tls_fault.hpp"

namespace hookswitch::bridge {

enum class Leg : std::uint8_t { carrier, agent };

// All views are borrowed for the call to handle().

struct Tick {};  ///< a deadline passed

struct Ringing {};   ///< the carrier reported over HTTP that the phone rings
struct Answered {};  ///< the carrier reported over HTTP that the phone was answered

struct CarrierOpened {
  std::string_view remote;  ///< peer address, for the timeline
};
struct CarrierFrame {
  wire::FrameView frame;
};
struct CarrierClosed {
  std::uint16_t code;       ///< RFC 6455; 1006 when the socket broke
  std::string_view reason;  ///< the peer's text; ours if the peer did not close
  wire::SocketEnd how = wire::SocketEnd::closed;
};

struct AgentOpened {};
struct AgentFrame {
  wire::FrameView frame;
};
struct AgentClosed {  ///< as CarrierClosed
  std::uint16_t code;
  std::string_view reason;
  wire::SocketEnd how = wire::SocketEnd::closed;
};
/// A try to open the agent leg failed before the upgrade.
struct AgentNotOpened {
  int http_status;  ///< 0: no HTTP response
  std::string_view detail;
  std::optional<wire::TlsFault> tls{};         ///< TLS did not come up
  std::optional<wire::ProtocolRule> broken{};  ///< by the response to the upgrade
};

/// The response to AskAgent, whatever its status.
struct AgentReplied {
  wire::HttpResponse response;
};

/// The response to HangUpPhone, whatever its status; of an error's body the beginning.
struct PhoneReplied {
  wire::HttpResponse response;
};
struct PhoneNotReached {
  std::string_view detail;
};

/// `frames` of the frames handed out for this leg have been written to its socket.
struct Sent {
  Leg leg;
  std::uint32_t frames;
};

struct HangUpWebhook {
  std::string_view detail;
};
struct HangUpRequest {
  std::string_view detail;
};
struct Replaced {  ///< another socket carries this call from now on
  std::string_view by;
};
/// The reply to ClaimCall. The record names the earlier call (CreatedFact::follows, journalled
/// again), and is not complete without this reply, or Bounds::end_to_gone.
struct Claimed {
  std::string_view earlier;  ///< our id of the call, live or ended, that had this id; empty: none
};
/// The bounds of this call from now on. Running bounds end that much later or earlier. Invalid
/// bounds (call::faults_of) change nothing.
struct ChangeBounds {
  call::Bounds bounds;
};
struct Drain {};
/// The record that Ended handed out is durable.
struct RecordStored {};

using Input = std::variant<Tick, Ringing, Answered, CarrierOpened, CarrierFrame, CarrierClosed,
                           AgentOpened, AgentFrame, AgentClosed, AgentNotOpened, AgentReplied,
                           PhoneReplied, PhoneNotReached, Sent, HangUpWebhook, HangUpRequest,
                           Replaced, Claimed, ChangeBounds, Drain, RecordStored>;

}  // namespace hookswitch::bridge
