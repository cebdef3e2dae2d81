#pragma once

#include <optional>
#include <string>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/base/secrets.hpp"
#include "hookswitch/call/bounds.hpp"
#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::bridge {

/// Which audio the agent leg carries.
enum class AgentAudio : std::uint8_t {
  automatic,  ///< G.711 as it is on 8 kHz G.711 carriers where the agent takes it, else PCM
  pcm,
  pcmu,
  pcma,
};

/// The configuration of a Bridge; fixed for the length of the call.
struct Config {
  const carrier::CarrierDialect* carrier = nullptr;  ///< always given
  agent::Endpoint agent;
  agent::SessionConfig session =
      agent::usual_session(*agent.dialect);  ///< its formats are chosen by `agent_audio`
  AgentAudio agent_audio = AgentAudio::automatic;
  /// The agent is offered a tool `end_call` with which it hangs up after its goodbye.
  bool offers_end_call = true;
  /// The agent is dialed, and so the call begins, when the media socket opens; else by the start
  /// message, or by the first audio of a carrier that has none.
  bool dials_at_once = false;
  /// With it the carrier's API ends the phone call when the bridge ends the call. Empty: only the
  /// socket is closed.
  carrier::Account account;
  call::Bounds bounds;   ///< but for these: ChangeBounds
  Micros lead{200'000};  ///< how far audio to the carrier runs ahead of the clock
  WallClock clock;
  std::uint64_t seed = 0;  ///< for the call's id
  Secrets secrets;         ///< no fact contains these or the agent's key
};

}  // namespace hookswitch::bridge
