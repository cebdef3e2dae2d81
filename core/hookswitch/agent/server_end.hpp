#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hookswitch/agent/client_end.hpp"

/// The agent's own end of a dialect: test servers and personas.
namespace hookswitch::agent {

struct Configured {};  ///< the session has changed: config(), formats, turn_detection()
struct CallerAudio {
  PcmView samples;  ///< borrowed until the next read(), at input_format().rate_hz
};
struct Truncated {
  std::string item_id;
  Millis heard;
};
struct Cancelled {
  std::string response_id;
};
struct Committed {};  ///< the client ended the caller's turn by hand; its item exists now
struct Cleared {};    ///< the client threw away what the caller said since the last turn
/// The client asks for a response. Never while one is active: the dialect refuses that itself.
struct SpeakNow {
  std::string instructions;
};
struct ToolResult {
  std::string call_id, output;
};
struct ClientIgnored {
  std::string type;
};
/// The error event that the client was sent: the vendor's code and the parameter it names.
struct ClientRefused {
  std::string code;
  std::string message;
  std::string param;  ///< empty: the vendor names none
};
/// The client gets no session, or no longer has one: the socket is closed, as its vendor does it.
struct Denial {
  std::uint16_t close_code;
  std::string close_reason;
  ClientRefused why;
  Errc finding;
};
using ClientMessage = std::variant<ClientIgnored, ClientRefused, Denial, Configured, CallerAudio,
                                   Truncated, Cancelled, Committed, Cleared, SpeakNow, ToolResult>;
using ClientReading = wire::Reading<ClientMessage>;

// ---- the upgrade ---------------------------------------------------------------------------

/// The client gets its socket.
struct Admission {
  std::string subprotocol{};  ///< the one that is granted; empty: none
  std::string model{};        ///< asked for in the URL; empty: none
  std::optional<Denial> denial{};
};
/// The client gets an HTTP response instead.
struct UpgradeRefused {
  int http_status;
  Errc code;
  std::string detail;
};
using Admitted = std::variant<Admission, UpgradeRefused>;

// ---- the session ---------------------------------------------------------------------------

/// The model that a session of the agent's end has.
struct ServedModel {
  std::string name;        ///< empty: the vendor's own choice
  bool may_change = true;  ///< the client may still name one; false: another one is refused
};

/// What an agent's end has done so far.
///
/// units   `said`: media time of all responses; `responses`: by TurnDone::Outcome
/// range   the names of the first kMaxNames calls are kept
struct Tally {
  static constexpr std::size_t kMaxNames = 16;
  std::array<std::int64_t, 4> responses{};
  Micros said{0};
  std::int64_t tool_calls = 0;
  std::vector<std::string> tool_names;

  void count_tool(std::string_view name) {
    ++tool_calls;
    if (tool_names.size() < kMaxNames) tool_names.emplace_back(name);
  }
};

/// The agent's end: what a persona needs to speak the dialect as the vendor does.
/// Ids (items, responses, events) are made here, from the Rng.
///
/// shape   open() after the upgrade; then one frame in, any number of messages and replies out.
///         Replies go out before the messages are handled
/// errors  read: as the client's; what the vendor would refuse gets the vendor's own response
/// cost    audio is read without allocation once the buffers have grown
class ServerEnd {
 public:
  virtual ~ServerEnd() = default;

  virtual void open(Replies& out) = 0;  ///< what the vendor sends unprompted
  /// The response to a refused message is among the replies.
  [[nodiscard]] virtual Result<void> read(wire::FrameView frame, ClientReading& out) = 0;

  /// The response to a client that gets no session: an error event where the vendor has one.
  virtual void refuse(const ClientRefused& refusal, Replies& out) = 0;

  virtual std::string_view session_id() const = 0;
  virtual std::string_view model() const = 0;
  virtual const Tally& tally() const = 0;
  virtual const SessionConfig& config() const = 0;
  virtual const TurnDetection& turn_detection() const = 0;
  virtual codec::MediaFormat input_format() const = 0;
  virtual codec::MediaFormat output_format() const = 0;

  /// `at` counts all audio ever appended in this session.
  virtual void speech_started(Millis at, Replies& out) = 0;
  virtual void speech_stopped(Millis at, Replies& out) = 0;  ///< the caller's turn is over
  /// What the caller said in the turn that ended last; nothing when no transcript was asked for.
  virtual void caller_text(std::string_view text, Replies& out) = 0;
  /// Begins a spoken response; false while one is active.
  virtual bool begin_response(Replies& out) = 0;
  /// The spoken item of the active response, for Truncated; empty when none is active.
  virtual std::string_view response_item() const = 0;
  virtual void response_audio(PcmView samples, Replies& out) = 0;
  virtual void response_text(std::string_view piece, Replies& out) = 0;
  /// `cancelled` means: because the caller spoke. Nothing when no response is active.
  virtual void finish_response(TurnDone::Outcome outcome, Replies& out) = 0;
  virtual bool responding() const = 0;
  /// The agent calls a function and the response ends with it; begins one if none is active.
  virtual void call_tool(std::string_view name, std::string_view arguments, Replies& out) = 0;
  /// Releases memory that a large frame took. Views from read() become invalid.
  virtual void give_back() = 0;
};

}  // namespace hookswitch::agent
