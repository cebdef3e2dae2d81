#pragma once

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "net/http.hpp"

namespace hookswitch::calls {

/// WS /media/{dialect[:profile]}: the carrier's media socket. The answer to the upgrade names the
/// call in X-Hookswitch-Call.
net::HttpReply media_route(ServerContext& context, const net::HttpRequest& request,
                           std::string_view dialect, const asio::any_io_executor& executor);

/// WS at a dialect's path: the built-in agent, with its vendor's rules for keys. A persona's name
/// as model selects the persona; any other model is served by `usual` and stays as it is.
net::HttpReply agent_route(const std::shared_ptr<PersonaRegistry>& personas,
                           const net::HttpRequest& request, const agent::AgentDialect& dialect,
                           persona::Persona usual, const asio::any_io_executor& executor);

}  // namespace hookswitch::calls
