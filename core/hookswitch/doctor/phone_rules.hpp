#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/doctor/finding.hpp"

namespace hookswitch::doctor {

/// Something odd in the host's messages.
struct Anomaly {
  std::uint64_t count = 0;
  std::string first;  ///< evidence of the first one
};

/// A finding of the program that drives the phone, such as a WAV file that is cut off.
struct Remark {
  Errc code;
  std::string evidence;
};

/// What the test phone knows of its call, as far as rules need it.
/// units   milliseconds
struct PhoneCall {
  const std::vector<Remark>& remarks;
  const std::map<Errc, Anomaly>& anomalies;
  std::string_view url{};     ///< what was dialed, as it may be shown
  std::optional<Errc> end{};  ///< of an end that is out of the ordinary
  std::string_view end_detail{};
  std::string_view broken{};     ///< how the host broke the WebSocket protocol
  std::uint64_t unreadable = 0;  ///< messages that could not be used at all
  bool over = false;             ///< the call was connected and has ended
  bool caller_hung_up = false;   ///< what waits when the caller has heard enough is not missed
  std::int64_t sent_ms = 0;
  std::int64_t received_frames = 0, received_ms = 0;
  bool played = false;  ///< something of it
  std::int64_t unplayed_ms = 0;
  std::int64_t speech_ms = 0;   ///< what the caller was given to say
  std::int64_t said_ms = 0;     ///< of it, sent
  std::int64_t message_ms = 0;  ///< audio per message: less than that waits for its next one
  std::int64_t heard_speech_ms = 0;
};

/// A new rule is a function in phone_rules.cpp and a line of the list there.
std::span<const Rule<PhoneCall>> phone_rules();

/// What to look at after a call of the test phone, most important first.
std::vector<Finding> diagnose(const PhoneCall& call);

}  // namespace hookswitch::doctor
