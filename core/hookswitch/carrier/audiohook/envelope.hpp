#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// What every control message of AudioHook is wrapped in, of either side.
namespace hookswitch::carrier {

enum class AudioHookSide : std::uint8_t { client, server };

/// A control message as read; the views live in its document.
struct AudioHookEnvelope {
  std::string_view type;
  std::string id;
  std::int64_t seq;
  std::int64_t acknowledged;  ///< the reader's own last seq that the writer had read
  const wire::Json* parameters;
};

/// errors  missing_field, wrong_type, field_too_long; unsupported_format for another version
[[nodiscard]] Result<AudioHookEnvelope> read_audiohook(const wire::Json& message,
                                                       AudioHookSide writer);

/// Both counters of one side: `seq` grows by one with every message, and each message names the
/// last one read.
class AudioHookCounters {
 public:
  explicit AudioHookCounters(AudioHookSide side) : side_(side) {}

  /// out_of_sequence when the message does not follow the last one, or names one that was not sent.
  std::optional<Error> read(const AudioHookEnvelope& message);
  /// Begins the next message of this side; its parameters are open. `position` is the client's.
  wire::ObjectText begin(std::string_view type, std::string_view id, Micros position = {});

 private:
  AudioHookSide side_;
  std::int64_t sent_ = 0, received_ = 0, acknowledged_ = 0;
};

/// "PT1.5S"
std::string iso_duration(Micros span);

}  // namespace hookswitch::carrier
