#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "hookswitch/wire/frame.hpp"

namespace hookswitch::phone {

// All views are borrowed for the call to handle().

struct Tick {};  ///< a deadline passed
struct Dial {    ///< the caller picks up: answered by output Connect
  std::string_view url;
};
struct Opened {                     ///< the media socket is up
  std::string_view host_call_id{};  ///< the host's own id for the call, if its upgrade answer told
};
struct NotOpened {
  int http_status;  ///< 0: no HTTP answer
  std::string_view detail;
};
struct FrameIn {
  wire::FrameView frame;
};
struct Closed {
  std::uint16_t code;
  std::string_view reason;
};
struct Microphone {
  std::span<const float> samples;  ///< at Config::device_rate_hz, full scale is 1.0
};
struct PressDigit {
  char digit;
};
struct HangUp {};

using Input =
    std::variant<Tick, Dial, Opened, NotOpened, FrameIn, Closed, Microphone, PressDigit, HangUp>;

}  // namespace hookswitch::phone
