#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/call/call.hpp"

namespace hookswitch::sim {

/// Watches one call from outside its bridge, and says afterwards which parts of the guarantee did
/// not hold.
///
/// shape   saw() every input before and every output after the bridge; then verdict()
/// time    passed with every observation
/// errors  the list of complaints; empty: everything held
/// source  docs/bounds.md and docs/reference/design.md#a-call-ends-once, computed again from what was
///         seen: bounds by the last sign of life, causes by the first sign of an end
class Witness {
 public:
  explicit Witness(const bridge::Config& config);

  void born(Instant now);  ///< the bridge's session begins

  void saw(const bridge::Input& input, Instant now);
  void saw(const bridge::Output& output, Instant now);
  /// The process died. `written` of the journal's rows had reached the disk; those that are older
  /// than 200 ms are on it in any case.
  void killed(Instant now, std::size_t written);

  struct Aftermath {
    bool bridge_gone = false;
    bool left_something = false;  ///< outputs or a deadline after Gone
    bool sockets_closed = false;
  };
  std::vector<std::string> verdict(const Aftermath& after);

  /// What is stored of the call in the end; nothing when it died before its first row.
  const std::optional<record::Record>& record() const { return stored_; }
  bool ended() const { return ended_at_.has_value(); }
  std::size_t rows() const { return journal_.size(); }
  int final_texts() const { return static_cast<int>(texts_.size()); }

 private:
  enum class Limit : std::uint8_t {
    socket,
    start,
    media,
    silence,
    agent,
    carrier_send,
    agent_send,
    longest,
    count
  };
  struct Row {
    Instant at;
    std::string json;
  };
  struct Text {
    Instant at;
    bool of_caller;
    std::string text;
  };
  struct LegSeen {
    bool open = false;  ///< the bridge may send
    std::uint32_t unsent = 0;
    std::optional<Instant> left_at{};  ///< the peer closed it
  };

  void complain(std::string what) { complaints_.push_back(std::move(what)); }
  void word();  ///< a word of a call
  void sign(call::EndCause cause, Instant now);
  void limit(Limit which, Instant at) { limits_[static_cast<std::size_t>(which)] = at; }
  void lift(Limit which) { limits_[static_cast<std::size_t>(which)].reset(); }
  std::optional<Instant> at(Limit which) const { return limits_[static_cast<std::size_t>(which)]; }
  void carrier_said(wire::FrameView frame, Instant now);
  void agent_dialed(Instant now);
  void agent_said(wire::FrameView frame, Instant now);
  void sent(const bridge::Sent& sent, Instant now);
  void stream_started(Instant now);
  void closed(bridge::Leg leg, std::optional<Instant> by_peer = {});
  void ended_by(const record::EndedFact& fact, Instant now);
  bool explained(call::EndCause cause, Instant now) const;
  void check_nothing_is_left();
  void check_record(const record::Record& record, Instant texts_until);
  LegSeen& leg(bridge::Leg which) { return which == bridge::Leg::carrier ? carrier_ : agent_; }

  bridge::Config config_;
  std::unique_ptr<carrier::HostEnd> host_;  ///< our own reading of the carrier
  std::array<std::optional<Instant>, static_cast<std::size_t>(Limit::count)> limits_{};
  std::optional<std::pair<call::EndCause, Instant>> first_sign_;
  LegSeen carrier_, agent_;
  bool claimed_ = false;
  bool begun_ = false;  ///< there is a call: a word of it was said, or a bound passed without any
  bool socket_seen_ = false, started_ = false, answered_ = false, media_seen_ = false;
  bool agent_ready_ = false, said_goodbye_ = false;
  std::int64_t sent_to_carrier_ = 0;

  std::string id_;
  std::vector<Row> journal_;
  std::vector<Text> texts_;
  std::optional<record::EndedFact> end_;
  std::optional<Instant> ended_at_, record_at_, gone_at_, killed_at_;
  int records_ = 0, gones_ = 0;
  std::optional<record::Record> handed_, stored_;
  bool stored_in_time_ = false;
  std::vector<std::string> complaints_;
};

}  // namespace hookswitch::sim
