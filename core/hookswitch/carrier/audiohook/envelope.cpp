#include "hookswitch/carrier/audiohook/envelope.hpp"

#include <utility>

#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kVersion = "2";

/// How a side names the last message of the other that it has read.
std::string_view acknowledging_key(AudioHookSide writer) {
  return writer == AudioHookSide::client ? "serverseq" : "clientseq";
}

}  // namespace

Result<AudioHookEnvelope> read_audiohook(const wire::Json& message, AudioHookSide writer) {
  const auto type = wire::string_at(message, "type");
  if (!type) return tl::unexpected(type.error());
  const auto version = wire::string_at(message, "version");
  if (!version) return tl::unexpected(version.error());
  if (*version != kVersion) return fail(Errc::unsupported_format, "version");
  auto id = required_id_at(message, "id");
  if (!id) return tl::unexpected(id.error());
  const auto seq = wire::integer_at(message, "seq");
  if (!seq) return tl::unexpected(seq.error());
  const auto acknowledged = wire::integer_at(message, acknowledging_key(writer));
  if (!acknowledged) return tl::unexpected(acknowledged.error());
  const auto parameters = wire::object_at(message, "parameters");
  if (!parameters) return tl::unexpected(parameters.error());
  return AudioHookEnvelope{*type, std::move(*id), *seq, *acknowledged, *parameters};
}

std::optional<Error> AudioHookCounters::read(const AudioHookEnvelope& message) {
  const bool follows = message.seq > received_ && message.seq - 1 == received_;
  const bool was_sent = message.acknowledged >= acknowledged_ && message.acknowledged <= sent_;
  received_ = message.seq;
  if (was_sent) acknowledged_ = message.acknowledged;
  if (!follows) return Error{Errc::out_of_sequence, 0, "seq"};
  if (!was_sent)
    return Error{Errc::out_of_sequence, 0,
                 side_ == AudioHookSide::client ? "clientseq" : "serverseq"};
  return std::nullopt;
}

wire::ObjectText AudioHookCounters::begin(std::string_view type, std::string_view id,
                                          Micros position) {
  wire::ObjectText text;
  text.text("version", kVersion).text("type", type).text("id", id).number("seq", ++sent_);
  text.number(acknowledging_key(side_), received_);
  if (side_ == AudioHookSide::client) text.text("position", iso_duration(position));
  text.open("parameters");
  return text;
}

std::string iso_duration(Micros span) {
  const std::int64_t micros = span.count();
  std::string text = "PT" + std::to_string(micros / 1'000'000);
  if (const auto rest = micros % 1'000'000; rest != 0) {
    text += '.';
    text += std::to_string(1'000'000 + rest).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "S";
}

}  // namespace hookswitch::carrier
