#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/persona/behaviour.hpp"

namespace hookswitch::persona {

/// What a built-in agent can be, by name.
enum class Persona : std::uint8_t {
  parrot,    ///< says back what it heard, once the caller has stopped speaking
  silent,    ///< listens and never speaks
  farewell,  ///< says goodbye at the first turn, then calls the tool `end_call` if there is one
};
std::string_view to_string(Persona persona);
std::optional<Persona> persona_from_name(std::string_view name);

/// The persona's behaviour in one session; `server`, `traits` and `rng` outlive it.
std::unique_ptr<Behaviour> make_behaviour(Persona persona, agent::ServerEnd& server,
                                          const agent::Traits& traits, Rng& rng);

}  // namespace hookswitch::persona
