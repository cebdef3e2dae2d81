#pragma once

#include <cstdint>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/carrier/ucid/ucid.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

/// The ucid protocol's start message, read and written, and its stop message.
namespace hookswitch::carrier {

inline constexpr int kUcidDefaultRate = 8'000;

constexpr bool is_ucid_rate(std::int64_t rate) {
  return rate == 8'000 || rate == 16'000 || rate == 24'000 || rate == 48'000;
}

/// errors  missing_field, wrong_type, field_too_long; unsupported_format for another rate.
///         `anomaly` is set when headers were cut
[[nodiscard]] Result<Started> read_ucid_start(const wire::Json& message, UcidNumbers numbers,
                                              std::optional<Error>& anomaly);

/// The rate that a start names, when it names one that can be used.
std::optional<int> announced_ucid_rate(const wire::Json& start);

/// The whole messages, as `form` has them.
wire::ObjectText ucid_start(const CallFacts& facts, UcidStart form);
wire::ObjectText ucid_stop(const CallFacts& facts, UcidStop form);

}  // namespace hookswitch::carrier
