#include "hookswitch/carrier/audio_fork/clip.hpp"

#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/wire/json_scanner.hpp"

namespace hookswitch::carrier {
namespace {

using wire::is;

/// The names of a clip's fields in `data`.
struct ClipKeys {
  std::string_view audio, type;
};
ClipKeys keys_of(ForkPlayback playback) {
  if (playback == ForkPlayback::stream_audio) return {"audioData", "audioDataType"};
  return {"audioContent", "audioContentType"};
}

constexpr bool is_clip_rate(std::int64_t rate) { return rate >= 8'000 && rate <= 48'000; }

}  // namespace

std::string_view ForkClip::type(ForkPlayback playback) {
  return playback == ForkPlayback::stream_audio ? "streamAudio" : "playAudio";
}

bool ForkClip::scan(ForkPlayback playback, bool counts_queue, std::string_view text,
                    std::string& scratch, Payload& audio) {
  const ClipKeys keys = keys_of(playback);
  wire::JsonScanner scan(text, scratch);
  bool is_clip = false;
  bool has_audio = false;
  bool is_raw = false;
  std::string_view key;
  std::string_view value;
  if (!scan.enter_object()) return false;
  while (scan.next_key(key)) {
    if (is(key, "type")) {
      is_clip = scan.text(value) && value == type(playback);
    } else if (is(key, "data")) {
      *this = {};
      has_audio = is_raw = false;
      if (!scan.enter_object()) return false;
      while (scan.next_key(key)) {
        if (key == keys.audio) {
          has_audio = audio.scan_base64(scan);
        } else if (key == keys.type) {
          is_raw = scan.text(value) && is(value, "raw");
        } else if (is(key, "sampleRate")) {
          scan.integer(rate_hz);
        } else if (is(key, "id")) {
          if (!scan.text(id) || id.data() == scratch.data()) return false;
        } else if (is(key, "queuePlay") && counts_queue) {
          return false;
        } else {
          scan.skip();
        }
      }
    } else {
      scan.skip();
    }
  }
  return scan.finished() && is_clip && has_audio && is_raw && is_clip_rate(rate_hz) &&
         id.size() <= kMaxIdBytes && audio.decode_scanned();
}

Result<ForkClip> ForkClip::from(ForkPlayback playback, const wire::Json& message, Payload& audio,
                                std::optional<Error>& anomaly) {
  const ClipKeys keys = keys_of(playback);
  const auto found = wire::object_at(message, "data");
  if (!found) return tl::unexpected(found.error());
  const wire::Json& data = **found;
  const auto kind = wire::string_at(data, keys.type);
  if (!kind) return tl::unexpected(kind.error());
  if (*kind != "raw") return fail(Errc::unsupported_format, keys.type);
  const auto rate = wire::integer_at(data, "sampleRate");
  if (!rate) return tl::unexpected(rate.error());
  if (!is_clip_rate(*rate)) return fail(Errc::unsupported_format, "sampleRate");
  const auto text = wire::string_at(data, keys.audio);
  if (!text) return tl::unexpected(text.error());
  ForkClip clip{*rate, wire::string_at(data, "id").value_or(""), false};
  if (clip.id.size() > kMaxIdBytes) return fail(Errc::field_too_long, "id");
  if (const wire::Json* const queued = wire::find(data, "queuePlay"))
    clip.queued = queued->is_boolean() && queued->get<bool>();
  auto read = audio.read_base64(*text, keys.audio);
  if (!read) return tl::unexpected(read.error());
  anomaly = *read;
  return clip;
}

void ForkClip::write(ForkPlayback playback, PcmView samples, Payload& audio,
                     wire::Frame& frame) const {
  const ClipKeys keys = keys_of(playback);
  wire::ObjectText text(std::move(frame.payload));
  text.text("type", type(playback))
      .open("data")
      .text(keys.type, "raw")
      .number("sampleRate", rate_hz);
  if (!id.empty()) text.text("id", id).json("queuePlay", "true");
  audio.write_base64(samples, keys.audio, text);
  frame = text_frame(text);
}

}  // namespace hookswitch::carrier
