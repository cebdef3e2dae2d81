#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "hookswitch/wire/frame.hpp"

namespace hookswitch::phone {

struct Connect {  ///< open a WebSocket; answer with Opened or NotOpened
  std::string url;
};
struct SendFrame {
  wire::Frame frame;
};
struct CloseSocket {
  wire::CloseCode code;
  std::string reason;
};
/// Something a user of the phone may want to show; also in the report's timeline.
struct Event {
  std::string name;  ///< connected, started, hearing, quiet, mark, clear, hang_up, warning, ...
  std::string detail;
  std::int64_t at_ms;  ///< since Dial
};
/// The call is over. Always the last output, once.
struct Ended {
  std::string report_json;  ///< docs/phone-report.md
  bool failed;
};

using Output = std::variant<Connect, SendFrame, CloseSocket, Event, Ended>;

}  // namespace hookswitch::phone
