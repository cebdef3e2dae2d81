#include "hookswitch/carrier/media_streams/media_message.hpp"

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/wire/json_scanner.hpp"

namespace hookswitch::carrier {
namespace {

using wire::is;

/// The value of `media`. Of a repeated one only the last counts, with all its fields.
inline bool scan_body(wire::JsonScanner& scan, StreamMedia& media, Payload& audio,
                      bool& has_payload) {
  media.outbound = false;
  media.chunk.reset();
  has_payload = false;
  if (!scan.enter_object()) return false;
  std::string_view key;
  std::string_view text;
  while (scan.next_key(key)) {
    if (is(key, "payload")) {
      has_payload = audio.scan_base64(scan);
    } else if (is(key, "chunk")) {
      scan.integer(media.chunk.emplace());
    } else if (is(key, "track")) {
      scan.text(text);
      media.outbound = is(text, "outbound");
    } else {
      scan.skip();
    }
  }
  return has_payload;
}

}  // namespace

bool StreamMedia::scan(std::string_view text, const StreamNames& names, std::string& scratch,
                       Payload& audio) {
  wire::JsonScanner scan(text, scratch);
  bool is_media = false;
  bool has_payload = false;
  if (!scan.enter_object()) return false;
  std::string_view key;
  std::string_view event;
  while (scan.next_key(key)) {
    if (is(key, "event")) {
      is_media = scan.text(event) && is(event, "media");
      if (!is_media) return false;
    } else if (is(key, "media")) {
      if (!scan_body(scan, *this, audio, has_payload)) return false;
    } else if (key == names.stream) {
      scan.text(stream);
    } else if (key == names.sequence) {
      scan.integer(sequence.emplace());
    } else {
      scan.skip();
    }
  }
  return scan.finished() && is_media && has_payload && stream.size() <= kMaxIdBytes &&
         audio.decode_scanned();
}

Result<StreamMedia> StreamMedia::from(const wire::Json& message, std::string_view& payload) {
  const auto body = wire::object_at(message, "media");
  if (!body) return tl::unexpected(body.error());
  const auto text = wire::string_at(**body, "payload");
  if (!text) return tl::unexpected(text.error());
  payload = *text;
  StreamMedia media;
  media.outbound = wire::string_at(**body, "track").value_or("") == "outbound";
  if (const auto chunk = wire::integer_at(**body, "chunk")) media.chunk = *chunk;
  return media;
}

Result<std::string> stream_mark_name(const wire::Json& message) {
  const auto mark = wire::object_at(message, "mark");
  if (!mark) return tl::unexpected(mark.error());
  return required_id_at(**mark, "name");
}

}  // namespace hookswitch::carrier
