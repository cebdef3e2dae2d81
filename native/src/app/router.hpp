#pragma once

#include <string>

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "config/settings.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// Every path of `hookswitch serve`: docs/http.md.
HttpRouter make_router(ServerContext& context, const Settings& settings);

/// The paths of `hookswitch emulate agent`: `usual` answers clients that do not name a persona.
HttpRouter make_agent_router(std::shared_ptr<PersonaRegistry> personas, const agent::AgentDialect& dialect,
                             persona::Persona usual);

}  // namespace hookswitch::native
