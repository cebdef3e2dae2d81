#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {

/// What both ends of the Vonage dialect read and write.
///
/// range   a notify payload up to 4096 bytes: field_too_long above
inline constexpr int kVonageDefaultRate = 16'000;
constexpr bool is_vonage_rate(std::int64_t rate) {
  return rate == 8'000 || rate == 16'000 || rate == 24'000;
}

/// Reads the audio of a binary message into `payload`; an anomaly for another frame size.
Result<std::optional<Error>> read_vonage_audio(std::string_view bytes, int rate_hz,
                                               Payload& payload);

/// `{"id":NAME}` is NAME; any other payload is its JSON text, which begins with a brace.
Result<std::string> vonage_notify_name(const wire::Json& message);
void append_vonage_notify(std::string_view name, wire::ObjectText& text);

}  // namespace hookswitch::carrier
