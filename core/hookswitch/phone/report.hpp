#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/doctor/phone_rules.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/phone/phone_table.hpp"

namespace hookswitch::phone {

enum class Milestone : std::uint8_t {
  dialed,
  connected,
  started,
  first_audio_sent,
  first_audio_received,
  first_speech_heard,
  hung_up,
  closed,
  count
};
std::string_view to_string(Milestone milestone);

enum class EndCause : std::uint8_t {
  hung_up,       ///< by the caller
  host_hung_up,  ///< by a message of the host
  host_closed,   ///< the host closed the socket without being asked to
  socket_lost,   ///< without a closing handshake
  host_broke_protocol,
  message_too_large,  ///< the host's
  aborted,            ///< hung up because the caller was stopped
  limit_reached,      ///< hung up because the call had lasted as long as it may
  cancelled,          ///< hung up before the socket was open
  bad_url,
  host_unreachable,
  certificate_refused,
  tls_failed,
  host_refused,
  dial_timeout,
};
std::string_view to_string(EndCause cause);
std::optional<Errc> code_of(EndCause cause);

enum class Outcome : std::uint8_t {
  completed,  ///< carried to its end
  failed,
  aborted,  ///< stopped before its end: says nothing about the host
};
std::string_view to_string(Outcome outcome);

/// The report of one call.
///
/// shape   notes in, one line of JSON out
/// units   milliseconds since Dial
/// range   at most kMaxTimeline entries of kMaxDetail bytes, further ones are counted
/// time    the caller passes it
/// errors  none
/// cost    O(1) per note; to_json builds the whole document
/// source  docs/phone-report.md, schema 1
class Report {
 public:
  static constexpr int kSchema = 1;
  static constexpr std::size_t kMaxTimeline = 500;
  static constexpr std::size_t kMaxDetail = 300;
  static constexpr std::size_t kMaxAnswers = 500;

  struct End {
    EndCause cause;
    std::string detail;
    std::uint16_t close_code = 0;  ///< host_closed: what the socket said
    bool by_host = false;          ///< socket_lost: the host ended the connection
  };
  /// The constants of the call.
  struct Identity {
    std::string call_id, host_call_id, dialect, profile, url;
  };
  struct Media {
    std::int64_t sent_frames = 0, sent_ms = 0;
    std::int64_t skipped_frames = 0, dropped_ms = 0;
    std::int64_t received_frames = 0, received_ms = 0;
    std::int64_t unplayed_ms = 0;  ///< received, and still to be played
    std::int64_t speech_ms = 0;    ///< what the caller was given to say
    std::int64_t said_ms = 0;      ///< of it, sent
    std::int64_t message_ms = 0;   ///< audio per message of the caller
    std::int64_t heard_speech_ms = 0;
    jitter::Stats jitter;
  };

  Identity identity;

  void reach(Milestone milestone, std::int64_t at_ms);  ///< the first time counts
  std::optional<std::int64_t> at(Milestone milestone) const;
  void note(std::int64_t at_ms, std::string_view event, std::string_view detail);
  /// The host's speech began `after_ms` after the caller's had ended.
  void answer(std::int64_t at_ms, std::int64_t after_ms);
  /// Counts an anomaly; true if it is the first of its kind.
  bool count(Errc what, std::string_view evidence);
  /// A message that could not be used at all.
  void unreadable() { ++unreadable_; }
  /// The host broke the protocol, whatever ended the call.
  void broken(std::string_view evidence);
  /// A finding of the driver of the phone.
  void remark(Errc code, std::string_view evidence);
  /// The first end counts.
  void end(End end);
  /// Of a call that has ended.
  Outcome outcome() const;

  std::string to_json(State state, std::int64_t now_ms, const Media& media) const;

 private:
  struct Entry {
    std::int64_t at_ms;
    std::string event, detail;
  };
  std::vector<doctor::Finding> findings(State state, const Media& media) const;

  std::array<std::optional<std::int64_t>, static_cast<std::size_t>(Milestone::count)> reached_{};
  struct Answer {
    std::int64_t at_ms, after_ms;
  };
  std::vector<Entry> timeline_;
  std::uint64_t timeline_dropped_ = 0;
  std::vector<Answer> answers_;
  std::map<Errc, doctor::Anomaly> anomalies_;
  std::uint64_t unreadable_ = 0;
  std::string broken_;
  std::vector<doctor::Remark> remarks_;
  std::optional<End> end_;
};

std::string_view by_of(const Report::End& end);  ///< caller, host, network or phone

}  // namespace hookswitch::phone
