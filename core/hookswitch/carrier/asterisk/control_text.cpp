#include "hookswitch/carrier/asterisk/control_text.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::size_t kMaxPlainEvent = 4'096;
constexpr int kMaxPlainFields = 32;

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

/// `ERROR` ends with its words, which have blanks; what has no key is the mark's id.
Result<wire::Json> read_plain(std::string_view text) {
  if (text.size() > kMaxPlainEvent) return fail(Errc::message_too_large);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  wire::Json fields = wire::Json::object();
  const std::string_view event = next_word(text);
  if (event.empty()) return fail(Errc::missing_field, "event");
  fields["event"] = std::string(event);
  constexpr std::string_view kLast = "error_text";
  for (int i = 0; i < kMaxPlainFields; ++i) {
    const std::string_view word = next_word(text);
    if (word.empty()) break;
    const auto colon = word.find(':');
    const std::string_view key = word.substr(0, std::min(colon, word.size()));
    std::string value(colon == std::string_view::npos ? word : word.substr(colon + 1));
    if (colon == std::string_view::npos) {
      fields["correlation_id"] = std::move(value);
    } else if (key == kLast) {
      fields[std::string(key)] = value.append(std::exchange(text, {}));
    } else {
      fields[std::string(key)] = std::move(value);
    }
  }
  return fields;
}

}  // namespace

Result<ControlEvent> read_asterisk_event(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto begin = text.find_first_not_of(" \t\r\n");
  const bool is_json = begin != std::string_view::npos && text[begin] == '{';
  auto fields = is_json ? wire::read_object(text) : read_plain(text);
  if (!fields) return tl::unexpected(fields.error());
  return ControlEvent{std::move(*fields), is_json ? AsteriskControl::json : AsteriskControl::plain};
}

wire::Frame asterisk_command(AsteriskControl form, std::string_view command, std::string_view key,
                             std::string_view value) {
  if (form == AsteriskControl::json) {
    wire::ObjectText text;
    text.text("command", command);
    if (!key.empty()) text.text(key, value);
    return {wire::Opcode::text, text.take()};
  }
  std::string text(command);
  if (!value.empty()) text.append(" ").append(value);
  return {wire::Opcode::text, std::move(text)};
}

}  // namespace hookswitch::carrier
