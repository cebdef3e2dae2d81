#pragma once

#include "net/http.hpp"
#include "serve/exchange.hpp"
#include "serve/persona_desk.hpp"

namespace hookswitch::native {

HttpResponse healthz(const Exchange& exchange);
HttpResponse readyz(const Exchange& exchange);

/// /healthz of `hookswitch emulate agent`.
HttpResponse agent_healthz(PersonaDesk& desk);

}  // namespace hookswitch::native
