#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"

/// The family of media-stream dialects: connected, start, media, mark, dtmf and stop as JSON text
/// with names in camelCase, audio as base64. Vendors differ in the details of a style.
namespace hookswitch::carrier {

/// A media format as the start message names it.
struct StreamFormat {
  std::string_view name;
  codec::MediaFormat format;
};

/// How a vendor speaks the family's messages; a constant in the vendor's folder.
struct StreamStyle {
  const Traits* traits;
  std::span<const StreamFormat> formats;  ///< the default first; each has another rate
  std::string_view connected_version = "1.0.0";
  /// Generates an id: `prefix` is "AC" of an account, "CA" of a call, "MZ" of a stream.
  std::string (*make_id)(std::string_view prefix, Rng& rng);
  bool digit_has_duration = false;  ///< dtmf messages contain how long the key was pressed
  bool stop_has_body = true;
  bool acknowledges_clear = false;  ///< a clear comes back after the marks it returns
  /// A message may come wrapped: then it is the object under this key. Empty: never.
  std::string_view wrapper{};
  EndSignals end{};
};

/// shape   connected, start, media..., stop; marks come back on play-out and on clear
/// errors  wrong_opcode for binary, wrong_stream for another streamSid; a message out of sequence
///         is used and is an anomaly
std::unique_ptr<HostEnd> make_stream_host(const StreamStyle& style);
std::unique_ptr<CarrierEnd> make_stream_carrier(const StreamStyle& style, const CallFacts& facts,
                                                Rng& rng);

}  // namespace hookswitch::carrier
