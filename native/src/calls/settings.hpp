#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "calls/carrier_names.hpp"
#include "hookswitch/bridge/config.hpp"

namespace hookswitch::calls {

/// Which agent is dialled, and how its session is configured.
struct AgentSettings {
  agent::Endpoint endpoint;  ///< no URL: the built-in one; no model: its parrot
  agent::SessionConfig session;
  bridge::AgentAudio audio = bridge::AgentAudio::automatic;
  std::optional<std::string> transcription_model;  ///< nullopt: the dialect's own
  bool dials_at_once = false;  ///< when the media socket opens, not at the carrier's start
};

/// What differs between carriers.
struct CarrierSettings {
  call::Bounds bounds;
  Millis lead{200};
  AgentSettings agent;
  carrier::Account account;  ///< at the carrier; empty: its API is not used
};

struct Settings {
  std::size_t max_calls = 10'000;
  CarrierSettings usual;                            ///< for carriers without an entry
  std::map<std::string, CarrierSettings> carriers;  ///< by full names of dialects

  Settings() {
    // The built-in parrot repeats a whole utterance, ordinary pauses included.
    usual.agent.session.silence_duration = Millis{1'000};
  }
  const CarrierSettings& carrier(const carrier::CarrierDialect& which) const {
    return entry_of(carriers, which, usual);
  }
};

/// How the bridge shuts down.
struct DrainSettings {
  Millis lead{0};        ///< between the signal, with /readyz off, and the refusal of new calls
  Millis limit{20'000};  ///< for the calls that are up, from then on
};

}  // namespace hookswitch::calls
