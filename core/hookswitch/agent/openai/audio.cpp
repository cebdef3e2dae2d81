#include "hookswitch/agent/openai/audio.hpp"

#include "hookswitch/wire/json_scanner.hpp"

namespace hookswitch::agent::openai {
namespace {

using codec::Encoding;

constexpr int kPcmRate = 24'000;  // the only PCM rate of this vendor
constexpr std::string_view kAudioDelta = "response.output_audio.delta";
constexpr std::string_view kAudioAppend = "input_audio_buffer.append";

}  // namespace

wire::Json format_json(const codec::MediaFormat& format) {
  switch (format.encoding) {
    case Encoding::pcmu:
      return {{"type", "audio/pcmu"}};
    case Encoding::pcma:
      return {{"type", "audio/pcma"}};
    case Encoding::l16_little:
    case Encoding::l16_big:
      break;
  }
  return {{"type", "audio/pcm"}, {"rate", format.rate_hz}};
}

std::optional<codec::MediaFormat> format_from(const wire::Json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto type = wire::string_at(object, "type");
  if (!type) return std::nullopt;
  if (*type == "audio/pcmu") return codec::MediaFormat{Encoding::pcmu, 8'000};
  if (*type == "audio/pcma") return codec::MediaFormat{Encoding::pcma, 8'000};
  if (*type != "audio/pcm") return std::nullopt;
  const auto rate = object.find("rate");
  if (rate != object.end() && !rate->is_null() && !(rate->is_number() && *rate == kPcmRate))
    return std::nullopt;
  return codec::MediaFormat{Encoding::l16_little, kPcmRate};
}

std::optional<AudioDelta> scan_audio_delta(std::string_view text, std::string& scratch) {
  wire::JsonScanner scan(text, scratch);
  if (!scan.enter_object()) return std::nullopt;
  AudioDelta found;
  std::string_view key;
  std::string_view type;
  while (scan.next_key(key)) {
    if (key == "type") {
      if (!scan.text(type) || type != kAudioDelta) return std::nullopt;
    } else if (key == "response_id") {
      scan.text(found.response_id);
    } else if (key == "item_id") {
      scan.text(found.item_id);
    } else if (key == "delta") {
      scan.text(found.delta);
    } else {
      scan.skip();
    }
  }
  const bool complete = !type.empty() && found.response_id.data() != nullptr &&
                        found.item_id.data() != nullptr && found.delta.data() != nullptr;
  if (!scan.finished() || !complete) return std::nullopt;
  return found;
}

std::optional<std::string_view> scan_audio_append(std::string_view text, std::string& scratch) {
  wire::JsonScanner scan(text, scratch);
  if (!scan.enter_object()) return std::nullopt;
  std::string_view audio;
  std::string_view key;
  std::string_view type;
  while (scan.next_key(key)) {
    if (key == "type") {
      if (!scan.text(type) || type != kAudioAppend) return std::nullopt;
    } else if (key == "audio") {
      scan.text(audio);
    } else if (key == "event_id") {
      scan.skip();
    } else {
      return std::nullopt;
    }
  }
  if (!scan.finished() || type.empty() || audio.data() == nullptr) return std::nullopt;
  return audio;
}

}  // namespace hookswitch::agent::openai
