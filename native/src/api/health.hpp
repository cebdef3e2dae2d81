#pragma once

#include "calls/exchange.hpp"
#include "calls/persona_desk.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

HttpResponse healthz(const Exchange& exchange);
HttpResponse readyz(const Exchange& exchange);

/// /healthz of `hookswitch emulate agent`.
HttpResponse agent_healthz(PersonaDesk& desk);

}  // namespace hookswitch::native
