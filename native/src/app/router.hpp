#pragma once

#include <string>

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "config/settings.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "net/http.hpp"

namespace hookswitch::app {

/// Every path of `hookswitch serve`: docs/http.md.
net::HttpRouter make_router(calls::ServerContext& context, const config::Settings& settings);

/// The paths of `hookswitch emulate agent`: `fallback` serves clients that do not name a persona.
net::HttpRouter make_agent_router(std::shared_ptr<calls::PersonaRegistry> personas,
                                  const agent::AgentDialect& dialect, persona::Persona fallback);

}  // namespace hookswitch::app
