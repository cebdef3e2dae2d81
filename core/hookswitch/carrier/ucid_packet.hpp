#pragma once

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {

/// The `data` object of a ucid audio packet, read and written.
///
/// shape   one packet at a time; the samples live until the next read
/// range   one channel, 16 bits, 8 to 48 kHz
/// errors  missing_field, wrong_type, unsupported_format, empty_audio; oddities as in ucid.hpp
/// cost    O(samples), the buffer is kept
/// source  see ucid.hpp
class UcidPacket {
 public:
  /// Reads `message`'s `data`; the rate is `usual_rate` where the packet names none.
  [[nodiscard]] Result<std::optional<Error>> read(const wire::Json& message, int usual_rate);

  PcmView samples() const { return samples_; }
  int rate_hz() const { return rate_hz_; }

 private:
  Pcm samples_;
  int rate_hz_ = 0;
};

/// Adds `data` with all its fields to `message`.
void append_ucid_data(PcmView samples, int rate_hz, wire::ObjectText& message);

}  // namespace hookswitch::carrier
