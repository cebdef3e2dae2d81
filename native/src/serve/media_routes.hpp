#pragma once

#include "hookswitch/persona/agent_host.hpp"
#include "net/http.hpp"
#include "serve/exchange.hpp"

namespace hookswitch::native {

/// WS /media/{dialect[:profile]}: the carrier's media socket. The answer to the upgrade names the
/// call in X-Hookswitch-Call.
HttpAnswer media_route(Exchange& exchange, const HttpRequest& request, std::string_view dialect,
                       const net::any_io_executor& executor);

/// WS /v1/realtime?model=PERSONA: the built-in agent, with its vendor's rules for keys. A model
/// that is no persona gets `usual`, so that a client can keep its vendor's model name.
HttpAnswer agent_route(std::atomic<int>& sessions, const HttpRequest& request,
                       persona::Persona usual, const net::any_io_executor& executor);

}  // namespace hookswitch::native
