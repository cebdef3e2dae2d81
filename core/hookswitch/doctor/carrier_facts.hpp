#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/record/record.hpp"

namespace hookswitch::doctor {

/// What a record says about the carrier, as far as its obligations need it.
///
/// units   milliseconds since the call was created
/// errors  none: what the record does not say is unknown
struct CarrierFacts {
  explicit CarrierFacts(const record::Record& record);

  const carrier::CarrierDialect* row = nullptr;  ///< nullptr: a dialect of another version
  carrier::Traits traits;
  bool ended = false;
  call::EndCause cause{};  ///< when `ended`, like `detail` and `ended_at`
  std::string detail;
  std::int64_t ended_at = 0;
  std::optional<std::int64_t> answered, socket, started, first_media, last_media, stop, closed;
  std::int64_t frames = 0, audio_ms = 0, gaps = 0, longest_gap_ms = 0;
  /// When our close was sent and when the connection was dropped because the carrier did not close.
  std::optional<std::int64_t> close_sent, dropped;
  std::string close_detail;  ///< of the carrier's own close
  std::int64_t marks_sent = 0, marks_played = 0;
  /// Messages of the carrier that its dialect does not allow: "3 x odd_byte_count, ...".
  std::int64_t malformed = 0, before_start = 0, second_starts = 0;
  std::string malformed_names;

  bool crashed() const { return ended && cause == call::EndCause::crashed; }
  bool was_turned_out() const;  ///< the bridge ended the call for what the carrier had sent
  bool carrier_left() const;    ///< the carrier ended the call, or was silent until we did
};

}  // namespace hookswitch::doctor
