#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/carrier/audio_fork/audio_fork.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {

/// A clip of the host in JSON: `playAudio` or `streamAudio`, by what the style takes.
///
/// shape   from a message (scanned: no document is built), or from its document
/// range   raw samples at 8 to 48 kHz, an id up to 256 bytes
/// errors  from the document: missing_field, wrong_type, bad_base64, unsupported_format for a file
struct ForkClip {
  std::int64_t rate_hz = 0;
  std::string_view id{};  ///< borrowed from the message or its document
  bool queued = false;    ///< it waits until what plays is over

  static std::string_view type(ForkPlayback playback);
  /// False: the document has the last word.
  bool scan(ForkPlayback playback, bool counts_queue, std::string_view text, std::string& scratch,
            Payload& audio);
  [[nodiscard]] static Result<ForkClip> from(ForkPlayback playback, const wire::Json& message,
                                             Payload& audio, std::optional<Error>& anomaly);
  void write(ForkPlayback playback, PcmView samples, Payload& audio, wire::Frame& frame) const;
};

}  // namespace hookswitch::carrier
