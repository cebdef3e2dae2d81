#include "hookswitch/carrier/twilio_start.hpp"

#include <utility>

#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;

constexpr std::string_view kEncoding = "audio/x-mulaw";

/// mu-law, 8 kHz, mono, as far as the start message says anything.
bool is_supported(const Json& start) {
  const auto format = start.find("mediaFormat");
  if (format == start.end() || format->is_null()) return true;
  const auto encoding = wire::string_at(*format, "encoding");
  const auto rate = wire::integer_at(*format, "sampleRate");
  const auto channels = wire::integer_at(*format, "channels");
  const auto absent = [](const auto& field) { return field.error().code == Errc::missing_field; };
  return (encoding ? *encoding == kEncoding : absent(encoding)) &&
         (rate ? *rate == kTwilioFormat.rate_hz : absent(rate)) &&
         (channels ? *channels == 1 : absent(channels));
}

}  // namespace

Result<Read<Started>> read_twilio_start(const Json& message, std::string stream) {
  const auto body = wire::object_at(message, "start");
  if (!body) return tl::unexpected(body.error());
  if (stream.empty()) {
    auto inner = required_id_at(**body, "streamSid");
    if (!inner) return tl::unexpected(inner.error());
    stream = std::move(*inner);
  }
  auto call = id_at(**body, "callSid");
  if (!call) return tl::unexpected(call.error());
  if (!is_supported(**body)) return fail(Errc::unsupported_format, "mediaFormat");

  std::optional<Error> oddity;
  Started started{std::move(*call), std::move(stream), {}, {}, kTwilioFormat, {}};
  if (const auto custom = wire::object_at(**body, "customParameters"))
    oddity = add_parameters(**custom, started.parameters);
  else if (custom.error().code != Errc::missing_field)
    oddity = custom.error();
  return Read<Started>{std::move(started), oddity};
}

void append_twilio_start(const CallFacts& facts, std::string_view account_id,
                         wire::ObjectText& message) {
  message.open("start")
      .text("accountSid", account_id)
      .text("streamSid", facts.stream_id)
      .text("callSid", facts.call_id)
      .json("tracks", "[\"inbound\"]")
      .open("mediaFormat")
      .text("encoding", kEncoding)
      .number("sampleRate", kTwilioFormat.rate_hz)
      .number("channels", 1)
      .close()
      .json("customParameters", parameters_json(facts.parameters))
      .close();
}

}  // namespace hookswitch::carrier
