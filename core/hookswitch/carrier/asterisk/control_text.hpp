#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/carrier/asterisk/asterisk.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {

/// Control messages in both of their forms: JSON objects, and words with `key:value` after them.
///
/// shape   an event is read as the object that its JSON form is, whichever came
/// range   a plain event up to 4,096 bytes and 32 fields
/// errors  not_json and those of read_object(); message_too_large for a plain one beyond its range;
///         missing_field for one without a word
struct ControlEvent {
  wire::Json fields;  ///< with `event`
  AsteriskControl form;
};
[[nodiscard]] Result<ControlEvent> read_asterisk_event(std::string_view text);

/// `key` and `value` may be empty: a command of one word. The plain form has no keys.
wire::Frame asterisk_command(AsteriskControl form, std::string_view command,
                             std::string_view key = {}, std::string_view value = {});

}  // namespace hookswitch::carrier
