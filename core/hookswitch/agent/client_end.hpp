#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hookswitch/agent/session.hpp"
#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/http.hpp"
#include "hookswitch/wire/reading.hpp"

/// One AI voice service's messages, both ends. The bridge dials (client), the agent accepts.
namespace hookswitch::agent {

// ---- what the agent reports to the bridge --------------------------------------------------

struct Ready {
  std::string session_id;
};
struct CallerSpeechStarted {
  std::string item_id;  ///< of the transcript that will follow; empty if not known yet
};
struct CallerSpeechStopped {};
/// There will be no transcript of an utterance.
struct CallerTextFailed {
  std::string item_id;
  std::string detail;
};
struct TurnStarted {
  std::string response_id;
};
struct AgentAudio {
  std::string_view response_id;  ///< borrowed until the next read()
  std::string_view item_id;      ///< borrowed until the next read()
  PcmView samples;               ///< borrowed until the next read(), at output_format().rate_hz
};
struct AgentAudioDone {
  std::string item_id;
};
enum class Speaker : std::uint8_t { caller, agent };
struct Transcript {
  Speaker speaker;
  std::string item_id;
  std::string text;
  bool final;  ///< false: a piece to append; true: the whole text
};
struct TurnDone {
  std::string response_id;
  enum class Outcome : std::uint8_t { completed, cancelled, failed, incomplete } outcome;
  std::string detail;
};
struct ToolCall {
  std::string call_id, name, arguments;  ///< complete, as sent
};
/// The agent no longer wants the result of a call: none is to be sent.
struct ToolCancelled {
  std::string call_id;
};
struct AgentFailed {
  Errc code;           ///< agent_refused, agent_failed, agent_session_expired, ...
  std::string detail;  ///< the vendor's code and message
  bool fatal;          ///< the session is over
};
struct AgentIgnored {
  std::string type;
};
using AgentMessage = std::variant<AgentIgnored, Ready, CallerSpeechStarted, CallerSpeechStopped,
                                  CallerTextFailed, TurnStarted, AgentAudio, AgentAudioDone,
                                  Transcript, TurnDone, ToolCall, ToolCancelled, AgentFailed>;

/// Frames to send.
using Replies = std::vector<wire::Frame>;
using AgentReading = wire::Reading<AgentMessage>;

// ---- how the agent is reached --------------------------------------------------------------

/// The upgrade request: the dialect's additions to the configured URL.
struct Dial {
  std::string url;
  std::vector<wire::Header> headers{};  ///< holds the key: never logged
};
/// An agent is dialed at once, or after a request whose response says where.
using DialPlan = std::variant<Dial, wire::HttpRequest>;

/// The bridge's end. A small state machine without time. It configures the session.
///
/// shape   plan(), for some dialects then dial(); the socket opens: open(); then one frame in, any
///         number of messages and replies out. Replies go out before the messages are handled. One
///         that had to wait (the go-ahead after a tool result) comes with a later frame
/// errors  read: not_json, missing_field, wrong_opcode, bad_base64, ...: the frame is dropped and
///         counted; agent_bad_message when it breaks a limit of the dialect
/// cost    audio is read and written without allocation once the buffers have grown
class ClientEnd {
 public:
  virtual ~ClientEnd() = default;

  virtual DialPlan plan() const = 0;
  /// What the response to the planned request makes of it; its status was 2xx.
  /// errors  agent_bad_message for every dialect that plans no request
  [[nodiscard]] virtual Result<Dial> dial(const wire::HttpResponse&) const {
    return fail(Errc::agent_bad_message);
  }
  /// What the client says first, as soon as the socket is open.
  virtual void open(Replies& /*out*/) {}

  [[nodiscard]] virtual Result<void> read(wire::FrameView frame, AgentReading& out) = 0;

  virtual codec::MediaFormat input_format() const = 0;   ///< of append_audio's samples
  virtual codec::MediaFormat output_format() const = 0;  ///< of AgentAudio
  virtual bool ready() const = 0;

  /// Caller audio; allowed only when ready(). Reuses the buffer of `frame`.
  virtual void append_audio(PcmView samples, wire::Frame& frame) = 0;
  wire::Frame append_audio(PcmView samples) {
    wire::Frame frame;
    append_audio(samples, frame);
    return frame;
  }
  /// Sent when nothing else was for Traits::keep_alive.
  virtual std::optional<wire::Frame> keep_alive() { return std::nullopt; }
  /// The agent was interrupted: `heard` of the item reached the caller. Not more than was received:
  /// the caller of this function clamps. Later audio of that response is dropped, as after
  /// CallerSpeechStarted: there the agent itself cancels the response.
  virtual std::optional<wire::Frame> truncate(std::string_view item_id, Millis heard) = 0;
  /// The result of a tool call. More than one frame where the dialect needs a go-ahead after it.
  virtual Replies tool_result(std::string_view call_id, std::string_view output) = 0;
  /// The error for an HTTP status or close code of the agent's server. Only agent_unreachable and
  /// agent_closed are retried.
  virtual Errc meaning_of_close(std::uint16_t code, std::string_view reason) const = 0;
  /// Releases memory that a large frame took. Views from read() become invalid.
  virtual void give_back() = 0;
};

}  // namespace hookswitch::agent
