#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/frame.hpp"

/// One AI voice service's messages, both ends. The bridge dials (client), the agent accepts.
namespace hookswitch::agent {

/// A function that the agent may call.
struct Tool {
  std::string name;
  std::string description;
  std::string parameters_json;  ///< a JSON schema object
};

/// What the bridge wants of the session.
struct SessionConfig {
  std::string instructions;
  std::string voice = "marin";
  std::string greeting;  ///< non-empty: the agent speaks first, following this
  std::string transcription_model = "gpt-4o-mini-transcribe";      ///< empty: no caller transcript
  codec::MediaFormat format{codec::Encoding::l16_little, 24'000};  ///< both directions
  Millis silence_duration{500};  ///< quiet that ends the caller's turn
  Millis prefix_padding{300};
  std::vector<Tool> tools;
};

// ---- what the agent tells the bridge -------------------------------------------------------

struct Ready {
  std::string session_id;
};
struct CallerSpeechStarted {
  std::string
      item_id;  ///< of the transcript that will follow; empty where the dialect has none yet
};
struct CallerSpeechStopped {};
/// The words of an utterance will never come.
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
  PcmView samples;               ///< borrowed until the next read(), at format().rate_hz
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
                                  Transcript, TurnDone, ToolCall, AgentFailed>;

/// Frames that a dialect wants sent in answer to what it read.
using Replies = std::vector<wire::Frame>;

/// How to dial an agent: the dialect's additions to the configured URL.
struct Header {
  std::string name, value;
};
struct Dial {
  std::string url;
  std::vector<Header> headers;  ///< holds the key: never logged
};

/// The bridge's end. A small state machine without time: it configures the session by itself.
///
/// shape   one frame in, one message and any number of replies out. Replies that had to wait (the
///         go-ahead after a tool result) come out with a later frame
/// errors  read: not_json, missing_field, wrong_opcode, bad_base64, ...: the frame is dropped and
///         counted; agent_bad_message when it breaks a limit of the dialect
class ClientEnd {
 public:
  virtual ~ClientEnd() = default;

  [[nodiscard]] virtual Result<AgentMessage> read(wire::FrameView frame, Replies& replies) = 0;

  /// Format of append_audio's samples and of AgentAudio.
  virtual codec::MediaFormat format() const = 0;
  virtual bool ready() const = 0;

  /// Caller audio; allowed only when ready(). The memory of `frame` is used again.
  virtual void append_audio(PcmView samples, wire::Frame& frame) = 0;
  wire::Frame append_audio(PcmView samples) {
    wire::Frame frame;
    append_audio(samples, frame);
    return frame;
  }
  /// The agent was interrupted: `heard` of the item reached the caller. Not more than was received:
  /// the caller of this function clamps. What still comes of that response is dropped, as it is
  /// after CallerSpeechStarted: the agent cancels its response by itself.
  virtual std::optional<wire::Frame> truncate(std::string_view item_id, Millis heard) = 0;
  /// Answers a tool call. More than one frame where the dialect needs a go-ahead after it.
  virtual std::vector<wire::Frame> tool_result(std::string_view call_id,
                                               std::string_view output) = 0;
  /// What an HTTP status or close code at the agent's door means for another try: only
  /// agent_unreachable and agent_closed are worth one.
  virtual Errc meaning_of_close(std::uint16_t code, std::string_view reason) const = 0;
  /// Frees what a large frame made grow. What read() has lent is void.
  virtual void give_back() = 0;
};

// ---- the agent's own end (test servers, personas) ------------------------------------------

struct Configured {
  SessionConfig config;
};
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
/// What the client was told by an error event: the vendor's code, and which part is meant.
struct ClientRefused {
  std::string code;
  std::string message;
  std::string param;  ///< empty: the vendor names none
};
using ClientMessage = std::variant<ClientIgnored, ClientRefused, Configured, CallerAudio, Truncated,
                                   Cancelled, Committed, Cleared, SpeakNow, ToolResult>;

/// How the session wants the caller's turns found.
struct TurnDetection {
  bool automatic = true;           ///< false: the client commits by hand
  bool create_response = true;     ///< answer by itself when the caller stops
  bool interrupt_response = true;  ///< fall silent when the caller starts
  int threshold_percent = 50;
  Millis prefix_padding{300};
  Millis silence_duration{500};

  friend bool operator==(const TurnDetection&, const TurnDetection&) = default;
};

/// The model that a session of the agent's end has.
struct ServedModel {
  std::string name;        ///< empty: the vendor's own choice
  bool may_change = true;  ///< the client may still name one; false: another one is refused
};

/// What an agent's end has done so far.
///
/// units   `said`: media time of all responses; `responses`: by TurnDone::Outcome
/// range   the names of the first kMostNames calls are kept
struct Tally {
  static constexpr std::size_t kMostNames = 16;
  std::array<std::int64_t, 4> responses{};
  Micros said{0};
  std::int64_t tool_calls = 0;
  std::vector<std::string> tool_names;
};

/// The agent's end: what a persona needs to speak the dialect as the vendor does.
/// Ids (items, responses, events) are made here, from the Rng.
///
/// errors  read: as the client's; what the vendor would refuse is answered with its error event
class ServerEnd {
 public:
  virtual ~ServerEnd() = default;

  virtual Replies opening() = 0;  ///< sent unprompted after the upgrade
  /// A refused message is answered by the dialect itself (an `error` event in `replies`).
  [[nodiscard]] virtual Result<ClientMessage> read(wire::FrameView frame, Replies& replies) = 0;

  /// Answers a client whom the session is denied to: an error event, nothing else.
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
  virtual void speech_stopped(Millis at, Replies& out) = 0;  ///< commits the caller's item
  /// What the caller said in the item committed last; nothing when no transcript was asked for.
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
  /// Frees what a large frame made grow. What read() has lent is void.
  virtual void give_back() = 0;
};

}  // namespace hookswitch::agent
