#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/carrier/media_streams/media_streams.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {

/// The fields of a media message, of either end.
///
/// shape   from a message as it lies in the socket's buffer (scanned: no document is built), or
///         from its document. Both give the same for the same message
/// range   scan gives up on everything that is not an ordinary media message; the document then
///         says what it is, or what is wrong with it
/// errors  from the document: missing_field, wrong_type
/// cost    scan: one pass, no allocation
/// source  docs/reference/carriers.md
struct StreamMedia {
  std::string_view stream;  ///< empty if absent
  bool outbound = false;    ///< the track that the carrier plays
  std::optional<std::int64_t> chunk;
  std::optional<std::int64_t> sequence;

  /// The samples are in `audio`; what else is borrowed lies in `text` and `scratch`.
  bool scan(std::string_view text, const StreamNames& names, std::string& scratch, Payload& audio);

  /// The `media` object's part of it, and its base64 text in `payload`; stream and sequence are
  /// read for every event.
  [[nodiscard]] static Result<StreamMedia> from(const wire::Json& message,
                                                std::string_view& payload);
};

/// The name of a mark message, of either end.
[[nodiscard]] Result<std::string> stream_mark_name(const wire::Json& message);

}  // namespace hookswitch::carrier
