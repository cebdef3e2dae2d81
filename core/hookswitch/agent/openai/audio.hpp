#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/agent/audio_text.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// The session's name for a format: {"type":"audio/pcm","rate":24000}, {"type":"audio/pcmu"}, ...
wire::Json format_json(const codec::MediaFormat& format);

/// The format that such an object names; nullopt for anything the vendor does not carry.
std::optional<codec::MediaFormat> format_from(const wire::Json& object);

/// The fields of a response.output_audio.delta, borrowed.
struct AudioDelta {
  std::string_view response_id, item_id, delta;
};

/// The two messages that carry audio, read without building a document; what is borrowed lies in
/// `text` and in `scratch`. nullopt for every other message, and for everything unusual about
/// these: the document then says what it is, or what is wrong with it.
std::optional<AudioDelta> scan_audio_delta(std::string_view text, std::string& scratch);
/// The `audio` of an input_audio_buffer.append that has no field beyond its own.
std::optional<std::string_view> scan_audio_append(std::string_view text, std::string& scratch);

}  // namespace hookswitch::agent::openai
