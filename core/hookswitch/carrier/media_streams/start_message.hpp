#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/carrier/media_streams/media_streams.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// The start message of media streams, read and written.
namespace hookswitch::carrier {

/// `stream` is the message's own streamSid, or empty: then the one within `start` counts.
/// errors  missing_field, wrong_type, field_too_long; unsupported_format for a media format that is
///         not among `formats`, of which the first is meant where the message names none. `anomaly`
///         is set when custom parameters were cut or could not be read
[[nodiscard]] Result<Started> read_stream_start(const wire::Json& message, std::string stream,
                                                std::span<const StreamFormat> formats,
                                                std::optional<Error>& anomaly);

/// Adds the `start` object to `message`.
void append_stream_start(const CallFacts& facts, std::string_view account_id,
                         const StreamFormat& format, wire::ObjectText& message);

}  // namespace hookswitch::carrier
