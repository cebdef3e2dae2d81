#include "hookswitch/carrier/vonage/message.hpp"

#include "hookswitch/carrier/vonage/vonage.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::size_t kMaxNotifyBytes = 4'096;

}  // namespace

Result<std::optional<Error>> read_vonage_audio(std::string_view bytes, int rate_hz,
                                               Payload& payload) {
  auto anomaly = payload.read_raw(bytes);
  const auto frame = static_cast<std::size_t>(samples_in(kVonageTraits.caller_frame, rate_hz));
  if (anomaly && !*anomaly && payload.samples().size() != frame)
    *anomaly = Error{Errc::bad_frame_size};
  return anomaly;
}

Result<std::string> vonage_notify_name(const wire::Json& message) {
  const auto payload = wire::object_at(message, "payload");
  if (!payload) return tl::unexpected(payload.error());
  std::string name;
  const auto id = wire::string_at(**payload, "id");
  if (id && (*payload)->size() == 1 && !id->empty() && id->front() != '{')
    name = *id;
  else
    name = wire::to_text(**payload);
  if (name.size() > kMaxNotifyBytes) return fail(Errc::field_too_long, "payload");
  return name;
}

void append_vonage_notify(std::string_view name, wire::ObjectText& text) {
  if (!name.empty() && name.front() == '{' && wire::read_object(name))
    text.json("payload", name);
  else
    text.open("payload").text("id", name).close();
}

}  // namespace hookswitch::carrier
