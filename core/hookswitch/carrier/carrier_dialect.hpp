#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/frame.hpp"

/// One telephony vendor's messages, both ends. The carrier dials; the host accepts.
namespace hookswitch::carrier {

/// Free data that a carrier passes from the answer document to the socket (Twilio customParameters,
/// Vonage headers, ucid x_headers).
using Parameters = std::map<std::string, std::string>;

// ---- what the carrier tells the host -------------------------------------------------------

struct Connected {};  ///< the socket is up, the stream is not (Twilio)
struct Started {
  std::string call_id;    ///< opaque; empty when the carrier sends none
  std::string stream_id;  ///< opaque; empty when the carrier has none
  std::string from, to;   ///< empty when not told
  codec::MediaFormat format;
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
using CarrierMessage =
    std::variant<Connected, Started, Media, Digit, MarkPlayed, Cleared, Stopped, Ignored>;

// ---- what the host tells the carrier -------------------------------------------------------

struct Audio {
  PcmView samples;          ///< borrowed until the next read()
  int rate_hz;              ///< ucid: told by each packet
  std::string_view mark{};  ///< ucid's seqid: a Mark that follows this audio; empty when there is
                            ///< none. Borrowed until the next read()
};
struct Clear {};
struct Mark {
  std::string name;
};
struct HangUp {
  std::string reason;
};
using HostMessage = std::variant<Audio, Clear, Mark, HangUp, Ignored>;

/// A message that was understood, plus what was odd about it (counted, never fatal).
template <class M>
struct Read {
  template <class T>
  // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): no message is made of a Read
  requires std::is_constructible_v<M, T> Read(T&& what, std::optional<Error> odd = {})
      : message(std::forward<T>(what)), oddity(odd) {}

  M message;
  std::optional<Error> oddity;  ///< such as odd_byte_count, sample_out_of_range
};

/// What a vendor's protocol promises and needs; a constant per dialect and profile.
struct Traits {
  Micros frame{20'000};           ///< audio per media message, both ways
  bool has_start = true;          ///< there is a start message to wait for
  bool owes_stop = true;          ///< a stop message is promised before the close
  bool owes_close = true;         ///< the carrier closes its socket at the end of a call
  bool hangs_up_by_close = true;  ///< our closing the socket ends the phone call
  bool acknowledges_marks = true;
  Micros playout_buffer{60'000'000};  ///< host audio the carrier holds; what exceeds it is lost
};

/// The host's end: reads the carrier, writes to it. Frames in, messages out; no time.
///
/// errors  read: a catalogue code; the frame is then dropped and counted, the socket stays open
/// cost    audio is read and written without allocation once the buffers have grown
class HostEnd {
 public:
  virtual ~HostEnd() = default;
  virtual const Traits& traits() const = 0;

  /// Format of the audio to write; valid once a Started was read (a default before).
  virtual codec::MediaFormat format() const = 0;

  [[nodiscard]] virtual Result<Read<CarrierMessage>> read(wire::FrameView frame) = 0;

  /// `samples` are at format().rate_hz. Allowed only after Started. The memory of `frame` is used
  /// again.
  virtual void write_audio(PcmView samples, wire::Frame& frame) = 0;
  wire::Frame write_audio(PcmView samples) {
    wire::Frame frame;
    write_audio(samples, frame);
    return frame;
  }
  virtual std::optional<wire::Frame> write_clear() = 0;
  virtual std::optional<wire::Frame> write_mark(std::string_view name) = 0;
  /// A message that ends the phone call, for dialects that have one.
  virtual std::optional<wire::Frame> write_hang_up() = 0;
  /// Frees what a large frame made grow. What read() has lent is void.
  virtual void give_back() = 0;
};

/// What the phone tells the host about the call when it starts.
struct CallFacts {
  std::string call_id;    ///< empty: the dialect makes one up in its vendor's form
  std::string stream_id;  ///< likewise
  std::string from = "+15550100001";
  std::string to = "+15550100002";
  Parameters parameters;
  int rate_hz = 0;  ///< 0: the dialect's usual one; Vonage 8000/16000/24000
};

/// How the end of a call is signalled on the socket: real vendors differ here.
struct EndHabit {
  bool sends_stop = true;
  bool closes_socket = true;
};

/// The carrier's end: the phone plays it towards a host.
class CarrierEnd {
 public:
  virtual ~CarrierEnd() = default;
  virtual const Traits& traits() const = 0;
  virtual codec::MediaFormat format() const = 0;
  virtual const CallFacts& facts() const = 0;  ///< with the ids that were made up
  virtual EndHabit end_habit() const = 0;

  [[nodiscard]] virtual Result<Read<HostMessage>> read(wire::FrameView frame) = 0;

  /// Everything the carrier says before the first audio, in order.
  virtual std::vector<wire::Frame> write_opening() = 0;
  /// One frame of audio at format().rate_hz; `at` is media time since the stream's start. The
  /// memory of `frame` is used again.
  virtual void write_media(PcmView samples, Micros at, wire::Frame& frame) = 0;
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
  virtual std::optional<wire::Frame> write_stop() = 0;
};

}  // namespace hookswitch::carrier
