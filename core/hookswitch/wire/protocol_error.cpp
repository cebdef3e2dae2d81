#include "hookswitch/wire/protocol_error.hpp"

#include <array>

#include "hookswitch/base/check.hpp"

namespace hookswitch::wire {
namespace {

using Rule = ProtocolRule;

// clang-format off
constexpr std::array<ProtocolRuleInfo, 20> kRules{{
    {Rule::not_http,                "not_http",                "4.1",   "an upgrade is answered by HTTP/1.1"},
    {Rule::upgrade_header,          "upgrade_header",          "4.1",   "a 101 answer has the header Upgrade: websocket"},
    {Rule::connection_header,       "connection_header",       "4.1",   "a 101 answer has the header Connection: Upgrade"},
    {Rule::accept_key,              "accept_key",              "4.1",   "Sec-WebSocket-Accept is made from the key of the request"},
    {Rule::subprotocol,             "subprotocol",             "4.1",   "the answer names no subprotocol that was not offered"},
    {Rule::extension,               "extension",               "4.1",   "the answer names no extension that was not offered"},
    {Rule::masked_frame,            "masked_frame",            "5.1",   "a server does not mask its frames"},
    {Rule::unmasked_frame,          "unmasked_frame",          "5.1",   "a client masks its frames"},
    {Rule::reserved_bits,           "reserved_bits",           "5.2",   "reserved bits are 0 unless an extension gives them a meaning"},
    {Rule::reserved_opcode,         "reserved_opcode",         "5.2",   "a reserved opcode is not used"},
    {Rule::length_encoding,         "length_encoding",         "5.2",   "a length takes the fewest bytes it fits in, and at most 63 bits"},
    {Rule::control_fragmented,      "control_fragmented",      "5.5",   "a control frame is not fragmented"},
    {Rule::control_too_long,        "control_too_long",        "5.5",   "a control frame has at most 125 bytes"},
    {Rule::unexpected_continuation, "unexpected_continuation", "5.4",   "a continuation follows the first frame of a fragmented message"},
    {Rule::interleaved_message,     "interleaved_message",     "5.4",   "a new message begins only after the one before it is whole"},
    {Rule::text_not_utf8,           "text_not_utf8",           "8.1",   "a text message is UTF-8"},
    {Rule::close_payload,           "close_payload",           "5.5.1", "a close frame is empty or begins with a code of two bytes"},
    {Rule::close_code,              "close_code",              "7.4",   "a close code is one that may be sent"},
    {Rule::close_reason_not_utf8,   "close_reason_not_utf8",   "5.5.1", "the reason of a close is UTF-8"},
    {Rule::other,                   "other",                   "5",     "frames are as the protocol says"},
}};
// clang-format on

constexpr bool rules_are_in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i)
    if (static_cast<std::size_t>(kRules[i].rule) != i) return false;
  return true;
}
static_assert(rules_are_in_order());

}  // namespace

const ProtocolRuleInfo& info(ProtocolRule rule) {
  const auto at = static_cast<std::size_t>(rule);
  HS_CHECK(at < kRules.size());
  return kRules[at];
}

std::optional<ProtocolRule> protocol_rule_from_name(std::string_view name) {
  for (const ProtocolRuleInfo& each : kRules)
    if (each.name == name) return each.rule;
  return std::nullopt;
}

std::string describe(ProtocolRule rule) {
  const ProtocolRuleInfo& known = info(rule);
  std::string text(known.name);
  text.append(": ").append(known.sentence);
  return text.append(" (RFC 6455, section ").append(known.section).append(")");
}

}  // namespace hookswitch::wire
