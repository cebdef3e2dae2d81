#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/codec/media_format.hpp"

namespace hookswitch::agent {

/// Base64 of `samples` in `encoding`, appended to `out`. `scratch` is reused between calls.
void append_audio_text(codec::Encoding encoding, PcmView samples,
                       std::vector<std::uint8_t>& scratch, std::string& out);

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

}  // namespace hookswitch::agent
