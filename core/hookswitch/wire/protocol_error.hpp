#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hookswitch::wire {

/// Every rule of the WebSocket protocol that a peer can be seen to break.
/// source  RFC 6455; the section stands in ProtocolRuleInfo
enum class ProtocolRule : std::uint8_t {
  // The response to an upgrade.
  not_http,
  upgrade_header,
  connection_header,
  accept_key,
  subprotocol,
  extension,
  // Frames.
  masked_frame,
  unmasked_frame,
  reserved_bits,
  reserved_opcode,
  length_encoding,
  control_fragmented,
  control_too_long,
  unexpected_continuation,
  interleaved_message,
  text_not_utf8,
  // The close frame.
  close_payload,
  close_code,
  close_reason_not_utf8,
  other,  ///< a rule that the library does not name
};

/// What is known of a rule. All texts are literals; a name never changes.
struct ProtocolRuleInfo {
  ProtocolRule rule;
  std::string_view name;      ///< the enumerator
  std::string_view section;   ///< of RFC 6455, such as "5.2"
  std::string_view sentence;  ///< the rule, without a stop at its end
};

const ProtocolRuleInfo& info(ProtocolRule rule);
std::optional<ProtocolRule> protocol_rule_from_name(std::string_view name);

/// For people and reports: "masked_frame: a server does not mask its frames (RFC 6455, section
/// 5.1)".
std::string describe(ProtocolRule rule);

}  // namespace hookswitch::wire
