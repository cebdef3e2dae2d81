#pragma once

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

net::HttpResponse healthz(const calls::ServerContext& context);
net::HttpResponse readyz(const calls::ServerContext& context);

/// /healthz of `hookswitch emulate agent`.
net::HttpResponse agent_healthz(calls::PersonaRegistry& personas);

}  // namespace hookswitch::api
