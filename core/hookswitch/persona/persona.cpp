#include "hookswitch/persona/persona.hpp"

#include <iterator>

#include "hookswitch/persona/farewell.hpp"
#include "hookswitch/persona/parrot.hpp"

namespace hookswitch::persona {
namespace {

constexpr std::string_view kNames[] = {"parrot", "silent", "farewell"};

}  // namespace

std::string_view to_string(Persona persona) { return kNames[static_cast<std::size_t>(persona)]; }

std::optional<Persona> persona_from_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Persona>(i);
  return std::nullopt;
}

std::unique_ptr<Behaviour> make_behaviour(Persona persona, agent::ServerEnd& server,
                                          const agent::Traits& traits, Rng& rng) {
  switch (persona) {
    case Persona::parrot:
      return std::make_unique<Parrot>(server, traits, rng);
    case Persona::silent:
      return std::make_unique<Behaviour>();
    case Persona::farewell:
      return std::make_unique<Farewell>(server, traits, rng);
  }
  return nullptr;
}

}  // namespace hookswitch::persona
