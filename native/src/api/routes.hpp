#pragma once

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// /v1/calls, /v1/queue, /v1/events, /healthz, /readyz and /metrics: docs/http.md.
///
/// errors  not_found for every other path, method_not_allowed
net::awaitable<HttpAnswer> api_route(ServerContext& context, const HttpRequest& request);

}  // namespace hookswitch::native
