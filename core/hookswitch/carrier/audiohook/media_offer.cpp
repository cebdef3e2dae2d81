#include "hookswitch/carrier/audiohook/media_offer.hpp"

#include <algorithm>
#include <optional>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;

constexpr std::size_t kMaxOffers = 16;
constexpr std::string_view kExternal = "external";
constexpr std::string_view kInternal = "internal";

std::optional<AudioHookMedia> media_of(const Json& entry) {
  if (!entry.is_object() || wire::string_at(entry, "type").value_or("") != "audio")
    return std::nullopt;
  if (wire::integer_at(entry, "rate").value_or(0) != kAudioHookRate) return std::nullopt;
  AudioHookMedia media;
  const std::string_view format = wire::string_at(entry, "format").value_or("");
  if (format == "L16")
    media.encoding = codec::Encoding::l16_little;
  else if (format != "PCMU")
    return std::nullopt;
  const auto channels = entry.find("channels");
  if (channels == entry.end() || !channels->is_array()) return std::nullopt;
  media.channels = channels->size();
  if (media.channels == 0 || media.channels > 2) return std::nullopt;
  for (std::size_t i = 0; i < media.channels; ++i) {
    const auto* const name = (*channels)[i].get_ptr<const std::string*>();
    if (name != nullptr && *name == kExternal) {
      media.external = i;
      return media;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<AudioHookMedia>> read_media_offer(const Json& parameters) {
  const auto found = parameters.find("media");
  if (found == parameters.end()) return fail(Errc::missing_field, "media");
  if (!found->is_array()) return fail(Errc::wrong_type, "media");
  std::vector<AudioHookMedia> offer;
  for (const Json& entry : *found)
    if (const auto media = media_of(entry); media && offer.size() < kMaxOffers)
      offer.push_back(*media);
  return offer;
}

std::string media_json(std::span<const AudioHookMedia> media) {
  std::string text = "[";
  for (const AudioHookMedia& one : media) {
    std::string channels = "[";
    for (std::size_t i = 0; i < one.channels; ++i) {
      if (i > 0) channels += ',';
      wire::append_quoted(i == one.external ? kExternal : kInternal, channels);
    }
    wire::ObjectText entry;
    entry.text("type", "audio")
        .text("format", one.encoding == codec::Encoding::pcmu ? "PCMU" : "L16")
        .json("channels", channels + "]")
        .number("rate", kAudioHookRate);
    text.append(text.size() > 1 ? "," : "").append(entry.take());
  }
  return text + "]";
}

}  // namespace hookswitch::carrier
