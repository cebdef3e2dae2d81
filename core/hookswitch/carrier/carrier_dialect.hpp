#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/carrier/hang_up_api.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/reading.hpp"
#include "hookswitch/wire/upgrade.hpp"

/// One telephony vendor's messages, both ends. The carrier dials; the host accepts.
namespace hookswitch::carrier {

/// Custom parameters that a carrier passes from the call-control document to the socket.
using Parameters = std::map<std::string, std::string>;

// ---- from the carrier to the host ----------------------------------------------------------

struct Connected {};  ///< the socket is up, the stream is not
struct Started {
  std::string call_id;        ///< opaque; empty when the carrier sends none
  std::string stream_id;      ///< opaque; empty when the carrier has none
  std::string from, to;       ///< empty when not reported
  codec::MediaFormat format;  ///< of the caller's audio
  Parameters parameters;
};
struct Media {
  PcmView samples;  ///< borrowed until the next read()
  int rate_hz;
  std::optional<std::int64_t> sequence;  ///< counts media messages by one, where the dialect counts
};
struct Digit {
  char digit;  ///< 0-9, *, #, A-D
  std::optional<int> duration_ms;
};
struct MarkPlayed {
  std::string name;
};
struct Cleared {};
struct Stopped {
  std::string reason;     ///< the vendor's own words, for the timeline
  std::string call_id{};  ///< whose call, when nothing has started on this socket
};
struct Ignored {
  std::string event;  ///< an event that means nothing to us
};
/// The carrier only tries whether the host can be reached: what follows on this socket is no call,
/// unless a Started does.
struct Probe {};
/// The carrier announces that it sends no audio until Resumed or the next Media.
struct Paused {};
struct Resumed {};
using CarrierMessage = std::variant<Connected, Started, Media, Digit, MarkPlayed, Cleared, Stopped,
                                    Ignored, Probe, Paused, Resumed>;

// ---- from the host to the carrier ----------------------------------------------------------

struct Audio {
  PcmView samples;          ///< borrowed until the next read()
  int rate_hz;              ///< some dialects repeat it in each packet
  std::string_view mark{};  ///< a Mark that follows this audio; empty: no mark. Borrowed
                            ///< until the next read()
};
struct Clear {};
struct Mark {
  std::string name;
};
struct HangUp {
  std::string reason;
};
struct Accepted {};  ///< the stream is accepted: the caller's audio may flow
struct Released {};  ///< the stop is confirmed: the carrier may close the socket
/// The host broke a rule for which the vendor ends the call.
struct Failed {
  Error what;
};
using HostMessage = std::variant<Audio, Clear, Mark, HangUp, Ignored, Accepted, Released, Failed>;

/// What becomes of a mark that the host sets.
struct MarkUnsupported {};  ///< nothing will say when it has been played
struct MarkPending {};      ///< MarkPlayed will say so; the dialect needs no message for it
using MarkRequest = std::variant<MarkUnsupported, MarkPending, wire::Frame>;

/// How a phone call went that the host ends, for dialects that say so.
enum class Outcome : std::uint8_t { completed, failed };

/// What an end has read from one frame.
using CarrierReading = wire::Reading<CarrierMessage>;
using HostReading = wire::Reading<HostMessage>;

/// When an end sends what its write_keep_alive() writes, counted from the start of the stream.
struct KeepAlive {
  Micros first, every;
};

/// What a vendor's protocol promises and needs; a constant per dialect and profile.
struct Traits {
  Micros caller_frame{20'000};       ///< audio per media message of the carrier
  Micros host_frame{20'000};         ///< audio per media message of the host
  bool has_start = true;             ///< there is a start message to wait for
  bool opens_before_answer = false;  ///< the socket may open while the phone still rings
  bool awaits_accept = false;        ///< no audio of the caller before the host's Accepted
  bool owes_stop = true;             ///< a stop message is promised before the close
  bool owes_close = true;            ///< the carrier closes its socket at the end of a call
  bool hangs_up_by_close = true;     ///< our closing the socket ends the phone call
  /// The host confirms the stop message (Released), then the carrier closes. The host closes
  /// nothing: it asks for the end with write_hang_up().
  bool closes_by_agreement = false;
  bool acknowledges_marks = true;
  bool carries_keys = true;  ///< telephone keys come on the socket
  bool clears = true;        ///< the host can have audio dropped that has not been played
  /// The host's audio comes in whole multiples of this, filled up with silence. 0: of any length.
  Micros host_quantum{0};
  Micros playout_buffer{60'000'000};  ///< host audio the carrier holds; what exceeds it is lost
  /// The largest message of the host that the carrier reads, in bytes.
  std::size_t max_host_message = wire::kMaxCarrierMessage;
  bool speaks_json_only = true;  ///< a text message that is no JSON object is an error
  std::optional<KeepAlive> keep_alive{};
  std::optional<KeepAlive> host_keep_alive{};
};

/// The host's end: reads the carrier, writes to it. Frames in, messages out; no time.
///
/// shape   accept() once, when the upgrade is asked for; write_opening() once the socket is open;
///         then read and write at will
/// errors  accept: the upgrade is refused. read: a catalogue code; the frame is then dropped and
///         counted, the socket stays open
/// cost    audio is read and written without allocation once the buffers have grown
class HostEnd {
 public:
  virtual ~HostEnd() = default;
  virtual const Traits& traits() const = 0;

  /// Formats of the caller's audio, as read, and of the host's, as written; valid once a Started
  /// was read (a default before).
  virtual codec::MediaFormat caller_format() const = 0;
  virtual codec::MediaFormat host_format() const = 0;

  [[nodiscard]] virtual Result<wire::UpgradeGrant> accept(const wire::Upgrade&) {
    return wire::UpgradeGrant{};
  }
  /// What the host says before the carrier has said anything.
  virtual std::vector<wire::Frame> write_opening() { return {}; }

  /// `out` is cleared first. Its views are borrowed until the next read(). Replies are sent before
  /// anything else is written, also when the frame is refused.
  [[nodiscard]] virtual Result<void> read(wire::FrameView frame, CarrierReading& out) = 0;

  /// `samples` are at host_format().rate_hz. Allowed only after Started. Reuses `frame`'s buffer.
  virtual void write_audio(PcmView samples, wire::Frame& frame) = 0;
  wire::Frame write_audio(PcmView samples) {
    wire::Frame frame;
    write_audio(samples, frame);
    return frame;
  }
  virtual std::optional<wire::Frame> write_clear() = 0;
  /// `name` comes back as MarkPlayed when all audio so far has been played, unless it is
  /// MarkUnsupported. A frame is to be sent.
  virtual MarkRequest write_mark(std::string_view name) = 0;
  /// A message that ends the phone call, for dialects that have one.
  virtual std::optional<wire::Frame> write_hang_up(Outcome outcome) = 0;
  /// At the times of Traits::host_keep_alive.
  virtual std::optional<wire::Frame> write_keep_alive() { return std::nullopt; }
  /// Releases memory that a large frame took. Views from read() become invalid.
  virtual void give_back() = 0;
};

/// What the start of a call reports to the host.
struct CallFacts {
  std::string call_id;    ///< empty: the dialect generates one in its vendor's form
  std::string stream_id;  ///< likewise
  std::string from = "+15550100001";
  std::string to = "+15550100002";
  Parameters parameters;
  int rate_hz = 0;  ///< 0: the dialect's default
};

/// How the end of a call is signalled on the socket: real vendors differ here.
struct EndSignals {
  bool sends_stop = true;
  bool closes_socket = true;
};

/// The carrier's end: the phone plays it towards a host.
///
/// shape   offer() before the upgrade, write_opening() after it; then as the call goes
/// time    media time and wall-clock time are passed in
/// errors  as the host's
/// cost    as the host's
class CarrierEnd {
 public:
  virtual ~CarrierEnd() = default;
  virtual const Traits& traits() const = 0;
  /// Formats of the caller's audio, as written, and of the host's, as read. The rates are fixed,
  /// the encodings valid once the host has accepted.
  virtual codec::MediaFormat caller_format() const = 0;
  virtual codec::MediaFormat host_format() const = 0;
  virtual const CallFacts& facts() const = 0;  ///< with the ids that were made up
  virtual EndSignals end_signals() const = 0;

  /// What the upgrade carries besides the configured URL.
  virtual wire::UpgradeOffer offer() const { return {}; }

  /// `out` is cleared first. Its views are borrowed until the next read(). Replies are sent before
  /// anything else is written, also when the frame is refused.
  [[nodiscard]] virtual Result<void> read(wire::FrameView frame, HostReading& out) = 0;

  /// Everything the carrier says before the first audio, in order.
  virtual std::vector<wire::Frame> write_opening() = 0;
  /// One frame of audio at caller_format().rate_hz; `at` is media time since the stream's start.
  /// Reuses `frame`'s buffer. False: the host has paused the stream, nothing is to be sent.
  virtual bool write_media(PcmView samples, Micros at, wire::Frame& frame) = 0;
  wire::Frame write_media(PcmView samples, Micros at) {
    wire::Frame frame;
    write_media(samples, at, frame);
    return frame;
  }
  virtual std::optional<wire::Frame> write_digit(char digit, int duration_ms) = 0;
  /// What is sent when all audio before the mark has been played. `unix_ms` for dialects that
  /// stamp.
  virtual std::optional<wire::Frame> write_mark_played(std::string_view name,
                                                       std::int64_t unix_ms) = 0;
  /// What is sent after a Clear; `pending` are the marks that were still waiting.
  virtual std::vector<wire::Frame> write_cleared(const std::vector<std::string>& pending,
                                                 std::int64_t unix_ms) = 0;
  /// At the times of Traits::keep_alive. `out` is cleared first; its replies are sent, and its
  /// messages and anomalies say what the host has missed.
  virtual void write_keep_alive(HostReading& out) { out.clear(); }
  virtual std::optional<wire::Frame> write_stop() = 0;
};

// ---- the vendor's descriptor ---------------------------------------------------------------

/// How a vendor signs its webhooks.
///
/// shape   the value of `header` is the base64 HMAC-SHA1 of a signed text, with the account's token
struct WebhookSignature {
  /// The first of these headers that is present counts.
  std::span<const std::string_view> headers;
  /// The texts that may have been signed: the request's URL in its forms, and what the form adds.
  /// `form` holds the body's pairs, decoded, in order.
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  std::vector<std::string> (*signed_texts)(std::string_view public_url,
                                           std::string_view path_and_query, const Pairs& form);
};

/// Where a status webhook of the vendor says that a call has ended.
struct HangUpWebhook {
  std::string_view field;                       ///< that holds the word
  std::span<const std::string_view> words;      ///< that mean an end
  std::string_view call_id;                     ///< the field that names the call
  const WebhookSignature* signature = nullptr;  ///< nullptr: the vendor signs none
};

/// One way to play the vendor that a person may choose on the demo page.
struct PageChoice {
  std::string_view label;
  int rate_hz = 0;  ///< 0: the default
};

/// The descriptor of a dialect: one constant per profile, listed in list.hpp. Its address
/// identifies the dialect in the rest of the program.
struct CarrierDialect {
  std::string_view name;          ///< as in /media/NAME and --as NAME
  std::string_view profile;       ///< "" for the dialect's default
  std::string_view vendor;        ///< for people
  std::string_view audio;         ///< one phrase for the table in docs/dialects.md
  std::span<const int> rates_hz;  ///< the default first
  bool tells_numbers = false;     ///< the start message names caller and called
  const Traits* traits;
  std::span<const PageChoice> page{};  ///< empty: not offered on the page
  std::unique_ptr<CarrierEnd> (*make_carrier)(const CallFacts& facts, Rng& rng);

  /// "NAME:PROFILE", as in URLs and in the configuration.
  std::string full_name() const {
    std::string full(name);
    if (!profile.empty()) full.append(":").append(profile);
    return full;
  }
  // Of the dialect's HostSide. Only for dialects of the list.
  std::unique_ptr<HostEnd> make_host() const;
  std::string_view credentials() const;
  const HangUpWebhook* hang_up_webhook() const;  ///< nullptr: not known
  const HangUpApi* hang_up_api() const;          ///< nullptr: not known
};

/// The part of the descriptor that only a server needs. The phone does not link it.
struct HostSide {
  std::unique_ptr<HostEnd> (*make)();
  std::string_view credentials;  ///< where a secret of the host may travel, for people
  const HangUpWebhook* hang_up_webhook = nullptr;
  const HangUpApi* hang_up_api = nullptr;
};

}  // namespace hookswitch::carrier
