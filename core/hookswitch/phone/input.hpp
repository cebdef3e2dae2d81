#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/phone/plan.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/protocol_error.hpp"
#include "hookswitch/wire/tls_fault.hpp"

namespace hookswitch::phone {

// All views are borrowed for the call to handle().

struct Tick {};  ///< a deadline passed
struct Dial {    ///< the caller picks up; output Connect follows
  std::string_view url;
};
struct Opened {  ///< the media socket is up
  std::string_view
      host_call_id{};  ///< the host's own id for the call, if its upgrade response has it
  std::string_view subprotocol{};  ///< granted; empty: none
};
struct NotOpened {
  int http_status;              ///< 0: no HTTP response
  std::string_view detail;      ///< with an HTTP response: its reason and the beginning of its body
  std::string_view location{};  ///< where a redirect leads to
};
struct TlsRefused {  ///< TLS did not come up, so the socket did not either
  wire::TlsFault fault;
  std::string_view detail{};  ///< in the words of the TLS library
};
struct FrameIn {
  wire::FrameView frame;
};
/// Who let a connection go that ended without a close frame, as far as the socket shows.
enum class Loss : std::uint8_t {
  unknown,
  by_host,     ///< it was ended or reset from the other end, as when a process has gone
  by_network,  ///< nothing was received any more
};
struct Closed {
  std::uint16_t code;
  std::string_view reason;
  Loss loss = Loss::unknown;  ///< with code 1006
};
struct Broken {  ///< the host broke the protocol, in its response to the upgrade or later
  wire::ProtocolRule rule;
  std::string_view detail{};  ///< in the words of the library that found it
};
struct TooLarge {};  ///< a message of the host exceeded the limit
struct Microphone {
  std::span<const float> samples;  ///< at Config::device_rate_hz, full scale is 1.0
  Micros lead_in{0};               ///< silence before them
  /// A barge-in: how long the host had spoken, or the caller listened, before it.
  std::optional<Micros> over_speech{};
};
/// The caller was to speak over the host, and the host did not speak for so long.
struct BargeInMissed {
  Micros after;
};
/// The caller has finished speaking: what is heard from here on may be the answer.
struct EndTurn {};
struct PressDigit {
  char digit;
};
/// The caller follows a plan; reported by output ScriptDone. Several may be followed at once.
struct Follow {
  int id;
  const std::shared_ptr<const Plan>* plan;  ///< kept by the phone as long as it is followed
};
struct HangUp {};
struct Abort {             ///< hangs up before the call has come to its end
  bool at_limit = false;   ///< it has lasted as long as it may; else its caller was stopped
  std::string_view why{};  ///< such as "SIGINT" or "120 s"
};
struct GiveUp {            ///< the caller is gone: aborts, and does not wait for the host's close
  std::string_view why{};  ///< such as "close()"
};
struct Remark {  ///< a finding about the caller's own part
  Errc code;
  std::string_view evidence;
};

using Input = std::variant<Tick, Dial, Opened, NotOpened, TlsRefused, FrameIn, Closed, Broken,
                           TooLarge, Microphone, BargeInMissed, EndTurn, PressDigit, Follow, HangUp,
                           Abort, GiveUp, Remark>;

}  // namespace hookswitch::phone
