#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::phone {

/// What pulls the host's audio from the jitter buffer, and so decides when a mark was played.
enum class Playout : std::uint8_t {
  device,  ///< a speaker calls pull(): nothing is played while it does not
  clock,   ///< the phone's own frame clock; what was heard is collected with take_heard()
};

/// A phone call to place. Fixed for the length of the call.
struct Config {
  const carrier::CarrierDialect* as = nullptr;  ///< not null
  carrier::CallFacts facts;
  int device_rate_hz = 48'000;  ///< of microphone and speaker samples, 8000 to 48000
  Playout playout = Playout::device;
  Millis dial_timeout{10'000};  ///< connection and upgrade; then the same for the acceptance
  Millis host_close{15'000};    ///< after hanging up, how long the host may take to close
  std::optional<carrier::EndSignals> end_signals{};  ///< overrides the profile's
  WallClock clock;
  std::uint64_t seed = 0;  ///< for generated ids
};

}  // namespace hookswitch::phone
