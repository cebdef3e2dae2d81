#include "hookswitch/carrier/media_streams/start_message.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;

/// What a start says besides its parameters, kept as one.
constexpr std::string_view kAlsoParameters[] = {"direction", "client_state", "context"};

Result<codec::MediaFormat> refuse(std::string_view field) {
  return fail(Errc::unsupported_format, field);
}

/// The first format that contradicts nothing the start message says. `audioFormat` is another name
/// that the encoding may get.
Result<codec::MediaFormat> format_of(const Json& start, const StreamStyle& style,
                                     codec::MediaFormat otherwise) {
  const StreamNames& names = style.names;
  const auto told = start.find(names.format);
  if (told == start.end() || told->is_null()) return otherwise;
  if (!told->is_object()) return refuse(names.format);
  const auto absent = [](const auto& field) { return field.error().code == Errc::missing_field; };
  const auto channels = wire::integer_at(*told, "channels");
  if (channels ? *channels != 1 : !absent(channels)) return refuse("channels");
  const auto rate = wire::integer_at(*told, names.rate);
  if (!rate && !absent(rate)) return refuse(names.rate);
  const auto is_known = [&](const Result<std::string_view>& name, auto fits) {
    if (!name) return absent(name);
    return std::any_of(style.formats.begin(), style.formats.end(), [&](const StreamFormat& known) {
      return known.name == *name && fits(known);
    });
  };
  const auto any = [](const StreamFormat&) { return true; };
  const auto encoding = wire::string_at(*told, "encoding");
  const auto audio_format = wire::string_at(*told, "audioFormat");
  if (!is_known(encoding, any)) return refuse("encoding");
  if (!is_known(audio_format, any)) return refuse("audioFormat");
  const auto found =
      std::find_if(style.formats.begin(), style.formats.end(), [&](const StreamFormat& known) {
        return (!encoding || *encoding == known.name) &&
               (!audio_format || *audio_format == known.name) &&
               (!rate || *rate == known.format.rate_hz);
      });
  if (found == style.formats.end()) return refuse(names.rate);
  return found->format;
}

/// The parameters: an object, or a list of names and values.
std::optional<Error> add_custom(const Json& start, std::string_view key, Parameters& out) {
  const Json* const custom = wire::find(start, key);
  if (custom == nullptr) return std::nullopt;
  if (custom->is_object()) return add_parameters(*custom, out);
  if (!custom->is_array()) return Error{Errc::wrong_type, 0, key};
  std::optional<Error> anomaly;
  for (const Json& each : *custom) {
    const auto name = wire::string_at(each, "name");
    if (!name) return Error{name.error().code, 0, key};
    if (auto cut = add_parameter(*name, wire::text_or_empty(each, "value"), out)) anomaly = cut;
  }
  return anomaly;
}

}  // namespace

Result<Started> read_stream_start(const Json& message, std::string stream, const StreamStyle& style,
                                  codec::MediaFormat otherwise, std::optional<Error>& anomaly) {
  const StreamNames& names = style.names;
  HS_TRY(const auto body, wire::object_at(message, "start"));
  if (stream.empty()) {
    HS_TRY(stream, required_id_at(*body, names.stream));
  } else if (style.start_stream_counts) {
    HS_TRY(auto inner, id_at(*body, names.stream));
    if (!inner.empty()) stream = std::move(inner);
  }
  HS_TRY(auto call, id_at(*body, names.call));
  HS_TRY(const auto format, format_of(*body, style, otherwise));

  Started started{std::move(call), std::move(stream), {}, {}, format, {}};
  // Some clones have the numbers beside the start object.
  for (const Json* const place : {body, &message}) {
    if (started.from.empty()) started.from = id_at(*place, "from").value_or("");
    if (started.to.empty()) started.to = id_at(*place, "to").value_or("");
  }
  anomaly = add_custom(*body, names.parameters, started.parameters);
  for (const std::string_view name : kAlsoParameters) {
    const auto value = wire::string_at(*body, name);
    if (value && !value->empty() && !started.parameters.contains(std::string(name)))
      if (auto cut = add_parameter(name, *value, started.parameters); cut && !anomaly)
        anomaly = cut;
  }
  return started;
}

void append_stream_start(const StreamStyle& style, const CallFacts& facts, const StreamIds& ids,
                         const StreamFormat& format, wire::ObjectText& message) {
  const StreamNames& names = style.names;
  message.open("start").text(names.account, ids.account);
  if (style.start_has_stream) message.text(names.stream, facts.stream_id);
  message.text(names.call, facts.call_id);
  if (!style.second_call.empty()) message.text(style.second_call, ids.second_call);
  if (style.append_start != nullptr) style.append_start(facts, message);
  if (style.start_has_tracks) message.json("tracks", "[\"inbound\"]");
  message.open(names.format).text("encoding", format.name);
  if (style.append_format != nullptr)
    style.append_format(format.format, message);
  else
    message.number(names.rate, format.format.rate_hz).number("channels", 1);
  message.close().json(names.parameters, parameters_json(facts.parameters)).close();
}

}  // namespace hookswitch::carrier
