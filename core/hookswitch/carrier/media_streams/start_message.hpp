#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/carrier/media_streams/media_streams.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// The start message of media streams, read and written.
namespace hookswitch::carrier {

/// `stream` is the message's own stream id, or empty: then the one within `start` counts. Where the
/// start names no media format, `otherwise` is meant.
/// errors  missing_field, wrong_type, field_too_long; unsupported_format for a media format that is
///         not among the style's, with the field that says so. `anomaly` is set when parameters
///         were cut or could not be read
[[nodiscard]] Result<Started> read_stream_start(const wire::Json& message, std::string stream,
                                                const StreamStyle& style,
                                                codec::MediaFormat otherwise,
                                                std::optional<Error>& anomaly);

/// The ids that a carrier makes up besides those of CallFacts.
struct StreamIds {
  std::string account;
  std::string second_call;  ///< where the style has one
};

/// Adds the `start` object to `message`.
void append_stream_start(const StreamStyle& style, const CallFacts& facts, const StreamIds& ids,
                         const StreamFormat& format, wire::ObjectText& message);

}  // namespace hookswitch::carrier
