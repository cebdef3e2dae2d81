#pragma once

#include <string>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// The start message of Twilio Media Streams, read and written.
namespace hookswitch::carrier {

inline constexpr codec::MediaFormat kTwilioFormat{codec::Encoding::pcmu, 8'000};

/// `stream` is the message's own streamSid, or empty: then the one within `start` counts.
/// errors  missing_field, wrong_type, field_too_long; unsupported_format for anything but mu-law,
///         8 kHz, mono
[[nodiscard]] Result<Read<Started>> read_twilio_start(const wire::Json& message,
                                                      std::string stream);

/// Adds the `start` object to `message`.
void append_twilio_start(const CallFacts& facts, std::string_view account_id,
                         wire::ObjectText& message);

}  // namespace hookswitch::carrier
