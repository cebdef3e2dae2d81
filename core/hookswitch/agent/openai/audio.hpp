#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// The session's name for a format: {"type":"audio/pcm","rate":24000}, {"type":"audio/pcmu"}, ...
wire::Json format_json(const codec::MediaFormat& format);

/// The format that such an object names; nullopt for anything the vendor does not carry.
std::optional<codec::MediaFormat> format_from(const wire::Json& object);

/// Base64 of `samples` in `encoding`, appended to `out`. `scratch` is reused between calls.
void append_audio_text(codec::Encoding encoding, PcmView samples,
                       std::vector<std::uint8_t>& scratch, std::string& out);

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

/// Base64 chunks of one audio stream to samples. A chunk may end in the middle of a sample: the odd
/// byte waits for the next chunk.
///
/// range   `samples` may come out empty: an empty chunk, or half a sample
/// errors  bad_base64; the chunk is dropped whole and the carry kept
/// cost    no allocation once the buffers have grown
class AudioText {
 public:
  /// `scratch` is reused between calls.
  [[nodiscard]] Result<void> decode(codec::Encoding encoding, std::string_view base64,
                                    std::vector<std::uint8_t>& scratch, Pcm& samples);
  void reset() { carry_.reset(); }

 private:
  std::optional<std::uint8_t> carry_;
};

}  // namespace hookswitch::agent::openai
