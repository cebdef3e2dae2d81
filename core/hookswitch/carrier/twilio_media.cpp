#include "hookswitch/carrier/twilio_media.hpp"

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/wire/json_scanner.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kOutbound = "outbound";

/// The value of `media`. Of a repeated one only the last counts, with all its fields.
bool scan_body(wire::JsonScanner& scan, TwilioMedia& media, bool& has_payload) {
  media.outbound = false;
  media.chunk.reset();
  has_payload = false;
  if (!scan.enter_object()) return false;
  std::string_view key;
  std::string_view text;
  while (scan.next_key(key)) {
    if (key == "payload") {
      has_payload = scan.text(media.payload);
    } else if (key == "chunk") {
      scan.integer(media.chunk.emplace());
    } else if (key == "track") {
      scan.text(text);
      media.outbound = text == kOutbound;
    } else {
      scan.skip();
    }
  }
  return has_payload;
}

}  // namespace

std::optional<TwilioMedia> TwilioMedia::scanned(std::string_view text, std::string& scratch) {
  wire::JsonScanner scan(text, scratch);
  TwilioMedia media;
  bool is_media = false;
  bool has_payload = false;
  if (!scan.enter_object()) return std::nullopt;
  std::string_view key;
  std::string_view event;
  while (scan.next_key(key)) {
    if (key == "event") {
      is_media = scan.text(event) && event == "media";
      if (!is_media) return std::nullopt;
    } else if (key == "media") {
      if (!scan_body(scan, media, has_payload)) return std::nullopt;
    } else if (key == "streamSid") {
      scan.text(media.stream);
    } else if (key == "sequenceNumber") {
      scan.integer(media.sequence.emplace());
    } else {
      scan.skip();
    }
  }
  if (!scan.finished() || !is_media || !has_payload || media.stream.size() > kMaxIdBytes)
    return std::nullopt;
  return media;
}

Result<TwilioMedia> TwilioMedia::from(const wire::Json& message) {
  const auto body = wire::object_at(message, "media");
  if (!body) return tl::unexpected(body.error());
  const auto payload = wire::string_at(**body, "payload");
  if (!payload) return tl::unexpected(payload.error());
  TwilioMedia media;
  media.payload = *payload;
  media.outbound = wire::string_at(**body, "track").value_or("") == kOutbound;
  if (const auto chunk = wire::integer_at(**body, "chunk")) media.chunk = *chunk;
  return media;
}

}  // namespace hookswitch::carrier
