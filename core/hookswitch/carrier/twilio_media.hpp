#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {

/// The fields of a Twilio media message, of either end.
///
/// shape   from a message as it lies in the socket's buffer (scanned: no document is built), or
///         from its document. Both give the same for the same message
/// range   scanned gives up on everything that is not an ordinary media message; the document then
///         says what it is, or what is wrong with it
/// errors  from the document: missing_field, wrong_type
/// cost    scanned: one pass, no allocation
/// source  Twilio: Media Streams, WebSocket messages
struct TwilioMedia {
  std::string_view stream;   ///< streamSid; empty when there is none
  std::string_view payload;  ///< base64
  bool outbound = false;     ///< the track of what the carrier was told to play
  std::optional<std::int64_t> chunk;
  std::optional<std::int64_t> sequence;

  /// What is borrowed lies in `text` and in `scratch`.
  static std::optional<TwilioMedia> scanned(std::string_view text, std::string& scratch);

  /// The `media` object's part of it; stream and sequence are read for every event.
  [[nodiscard]] static Result<TwilioMedia> from(const wire::Json& message);
};

}  // namespace hookswitch::carrier
