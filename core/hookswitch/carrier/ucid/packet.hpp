#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/give_back.hpp"
#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_scanner.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {

/// A ucid audio packet, read and written.
///
/// shape   one packet at a time, from the message as it lies in the socket's buffer (scan: no
///         document is built) or from its document; both give the same for the same message. The
///         samples live until the next packet
/// range   one channel, 16 bits, 8 to 48 kHz. scan gives up on everything that is not an ordinary
///         audio message; the document then says what it is, or what is wrong with it
/// errors  missing_field, wrong_type, unsupported_format, empty_audio; anomalies as in ucid.hpp
/// cost    O(samples), the buffers are kept
/// source  see ucid.hpp
class UcidPacket {
 public:
  /// Whom and what a scanned packet names; empty where it names nothing.
  struct Names {
    std::string_view ucid, seqid;
  };

  /// Reads a whole message. What is borrowed lives until the next packet.
  std::optional<Names> scan(std::string_view text, int usual_rate);

  /// Reads `message`'s `data`; the rate is `usual_rate` where the packet names none.
  [[nodiscard]] Result<std::optional<Error>> read(const wire::Json& message, int usual_rate);

  PcmView samples() const { return samples_; }
  int rate_hz() const { return rate_hz_; }
  void give_back() {
    hookswitch::give_back(samples_);
    hookswitch::give_back(scratch_);
  }

  /// What the packet says of itself that does not fit the call or its samples.
  std::optional<Error> contradiction(int usual_rate) const;

 private:
  bool scan_data(wire::JsonScanner& scan, int usual_rate);

  Pcm samples_;
  int rate_hz_ = 0;
  std::optional<std::int64_t> frames_;  ///< what numberOfFrames says
  std::string scratch_;
};

/// `event`, or what a message without one must be: v2.0 omits it from audio, and some platforms use
/// `type`.
[[nodiscard]] Result<std::string_view> ucid_event(const wire::Json& message);

/// Adds `data` with all its fields to `message`.
void append_ucid_data(PcmView samples, int rate_hz, wire::ObjectText& message);

}  // namespace hookswitch::carrier
