#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hookswitch::wire {

enum class Opcode : std::uint8_t { text, binary };

/// One whole WebSocket message, borrowed for the call it is passed to.
struct FrameView {
  Opcode opcode = Opcode::text;
  std::string_view payload;
};

/// One whole WebSocket message, owned.
struct Frame {
  Opcode opcode = Opcode::text;
  std::string payload;

  FrameView view() const { return {opcode, payload}; }
  friend bool operator==(const Frame&, const Frame&) = default;
};

/// WebSocket close codes that hookswitch sends or names. source  RFC 6455, section 7.4.1
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  no_status = 1005,
  abnormal = 1006,
  policy = 1008,
  too_large = 1009,
  internal_error = 1011,
  try_again_later = 1013,
};
constexpr std::uint16_t number(CloseCode code) { return static_cast<std::uint16_t>(code); }

/// Size limits of what is read from a wire, in bytes of one message.
inline constexpr std::size_t kMaxCarrierMessage = 1 << 20;  ///< some carriers send 30 s at once
inline constexpr std::size_t kMaxAgentEvent = 1 << 20;      ///< from an agent: 16 s of PCM at once
inline constexpr std::size_t kMaxAgentMessage = 16 << 20;   ///< to an agent: services allow 15 MiB

}  // namespace hookswitch::wire
