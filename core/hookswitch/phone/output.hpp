#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/upgrade.hpp"

namespace hookswitch::phone {

struct Connect {  ///< open a WebSocket; then input Opened or NotOpened
  std::string url;
  std::vector<wire::Header> headers;      ///< of the upgrade, where they can be set
  std::vector<std::string> subprotocols;  ///< to offer, the preferred one first
};
struct SendFrame {
  wire::Frame frame;
};
struct CloseSocket {  ///< then input Closed; not needed after Ended
  wire::CloseCode code;
  std::string reason;
};
/// An event for the user of the phone; also in the report's timeline.
struct Event {
  std::string name;  ///< dialing, connected, started, hearing, quiet, barge_in,
                     ///< barge_in_missed, mark, clear, digit, hang_up, warning, closed
  std::string detail;
  std::int64_t at_ms;  ///< since Dial
  int code = 0;        ///< of a warning: its number in the catalogue; `detail` begins with its name
};
/// A script is over: its last step is, or the call is ending.
struct ScriptDone {
  int id;         ///< of Follow
  bool answered;  ///< the host has answered what the caller said or pressed last
};
/// The call is over. Always the last output, once.
struct Ended {
  std::string report_json;  ///< docs/phone-report.md
  bool failed;              ///< its outcome
  bool answered;            ///< as in ScriptDone
};

using Output = std::variant<Connect, SendFrame, CloseSocket, Event, ScriptDone, Ended>;

}  // namespace hookswitch::phone
