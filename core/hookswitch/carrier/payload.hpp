#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/codec/media_format.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/json_scanner.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {

/// The audio of one media message: wire bytes to samples and back, raw or as base64.
///
/// shape   one message at a time; the samples live until the next read
/// units   samples and bytes of one Encoding
/// errors  empty_audio, bad_base64, odd_byte_count when there is nothing to play; an odd byte after
///         whole samples is an anomaly
/// cost    O(bytes); the buffers are kept from message to message, until give_back()
/// source  none
class Payload {
 public:
  explicit Payload(codec::Encoding encoding) : encoding_(encoding) {}

  [[nodiscard]] Result<std::optional<Error>> read_raw(std::string_view bytes);
  /// Errors name `field`.
  [[nodiscard]] Result<std::optional<Error>> read_base64(std::string_view text,
                                                         std::string_view field);
  /// The value that `scan` has come to, if that is base64 without escapes.
  bool scan_base64(wire::JsonScanner& scan);
  /// Makes samples of it, once the whole message has been accepted; false when it needs a word.
  bool decode_scanned();

  PcmView samples() const { return samples_; }
  void give_back() {
    hookswitch::give_back(bytes_);
    hookswitch::give_back(samples_);
  }

  void write_raw(PcmView samples, wire::Frame& frame);
  /// Adds `key` with the base64 text to `object`.
  void write_base64(PcmView samples, std::string_view key, wire::ObjectText& object);

 private:
  Result<std::optional<Error>> decode(std::span<const std::uint8_t> bytes);

  codec::Encoding encoding_;
  std::vector<std::uint8_t> bytes_;
  Pcm samples_;
};

inline bool Payload::scan_base64(wire::JsonScanner& scan) {
  bytes_.clear();
  return scan.base64(bytes_);
}

}  // namespace hookswitch::carrier
