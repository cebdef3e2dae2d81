#pragma once

#include "calls/server_context.hpp"
#include "hookswitch/bridge/config.hpp"

namespace hookswitch::calls {

/// The settings for a call of this carrier, with the built-in agent's address filled in.
bridge::Config bridge_config(const ServerContext& context, const carrier::CarrierDialect& which,
                             const WallClock& clock);

}  // namespace hookswitch::calls
