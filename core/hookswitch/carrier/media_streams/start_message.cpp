#include "hookswitch/carrier/media_streams/start_message.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;

/// The first format that contradicts nothing the start message says; nullptr if all do.
const StreamFormat* format_of(const Json& start, std::span<const StreamFormat> formats) {
  const auto told = start.find("mediaFormat");
  if (told == start.end() || told->is_null()) return formats.data();
  const auto encoding = wire::string_at(*told, "encoding");
  const auto rate = wire::integer_at(*told, "sampleRate");
  const auto channels = wire::integer_at(*told, "channels");
  const auto absent = [](const auto& field) { return field.error().code == Errc::missing_field; };
  if (channels ? *channels != 1 : !absent(channels)) return nullptr;
  const auto found = std::find_if(formats.begin(), formats.end(), [&](const StreamFormat& known) {
    return (encoding ? *encoding == known.name : absent(encoding)) &&
           (rate ? *rate == known.format.rate_hz : absent(rate));
  });
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace

Result<Started> read_stream_start(const Json& message, std::string stream,
                                  std::span<const StreamFormat> formats,
                                  std::optional<Error>& anomaly) {
  const auto body = wire::object_at(message, "start");
  if (!body) return tl::unexpected(body.error());
  if (stream.empty()) {
    auto inner = required_id_at(**body, "streamSid");
    if (!inner) return tl::unexpected(inner.error());
    stream = std::move(*inner);
  }
  auto call = id_at(**body, "callSid");
  if (!call) return tl::unexpected(call.error());
  const StreamFormat* const format = format_of(**body, formats);
  if (format == nullptr) return fail(Errc::unsupported_format, "mediaFormat");

  Started started{std::move(*call), std::move(stream), {}, {}, format->format, {}};
  if (const auto custom = wire::object_at(**body, "customParameters"))
    anomaly = add_parameters(**custom, started.parameters);
  else if (custom.error().code != Errc::missing_field)
    anomaly = custom.error();
  return started;
}

void append_stream_start(const CallFacts& facts, std::string_view account_id,
                         const StreamFormat& format, wire::ObjectText& message) {
  message.open("start")
      .text("accountSid", account_id)
      .text("streamSid", facts.stream_id)
      .text("callSid", facts.call_id)
      .json("tracks", "[\"inbound\"]")
      .open("mediaFormat")
      .text("encoding", format.name)
      .number("sampleRate", format.format.rate_hz)
      .number("channels", 1)
      .close()
      .json("customParameters", parameters_json(facts.parameters))
      .close();
}

}  // namespace hookswitch::carrier
