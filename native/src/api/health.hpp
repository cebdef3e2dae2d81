#pragma once

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

HttpResponse healthz(const ServerContext& context);
HttpResponse readyz(const ServerContext& context);

/// /healthz of `hookswitch emulate agent`.
HttpResponse agent_healthz(PersonaRegistry& personas);

}  // namespace hookswitch::native
