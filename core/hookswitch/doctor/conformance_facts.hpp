#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/carrier/dialect_table.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::doctor {

/// What a record says about the carrier, as far as a conformance report needs it. Reads the
/// document and nothing else, so that every record that was ever stored can be judged.
///
/// units   milliseconds since the call was created
/// errors  none: what is absent or of another type is unknown
struct CarrierFacts {
  explicit CarrierFacts(const wire::Json& record);

  std::optional<carrier::DialectRow> row;  ///< nullopt: a dialect of another version
  carrier::Traits traits;
  bool ended = false;
  bool crashed = false;
  std::string cause, by, detail;
  std::int64_t ended_at = 0;
  std::optional<std::int64_t> answered, socket, started, first_media, last_media, stop, closed;
  std::int64_t frames = 0, audio_ms = 0, gaps = 0, longest_gap_ms = 0;
  /// When our close was sent and when the connection was dropped because it was not answered.
  std::optional<std::int64_t> close_sent, dropped;
  std::string close_detail;  ///< of the carrier's own close
  std::int64_t marks_sent = 0, marks_played = 0;
  /// Messages of the carrier that its dialect does not allow: "3 times odd_byte_count, ...".
  std::int64_t malformed = 0, before_start = 0, second_starts = 0;
  std::string malformed_names;

  bool was_turned_out() const;  ///< the bridge ended the call for what the carrier had sent
  bool carrier_left() const;    ///< the carrier ended the call, or was silent until we did
};

std::optional<std::int64_t> integer_in(const wire::Json& document, std::string_view key);
std::string text_in(const wire::Json& document, std::string_view key);
/// The object or array at `key`; an empty one when there is none.
const wire::Json& part_of(const wire::Json& document, std::string_view key);

}  // namespace hookswitch::doctor
