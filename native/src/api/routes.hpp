#pragma once

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

/// /v1/calls, /v1/queue, /v1/events, /healthz, /readyz and /metrics: docs/http.md.
///
/// errors  not_found for every other path, method_not_allowed
asio::awaitable<net::HttpReply> api_route(calls::ServerContext& context,
                                          const net::HttpRequest& request);

}  // namespace hookswitch::api
