#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calls/server_context.hpp"
#include "net/http.hpp"

/// The queue over HTTP, for consumers of ended calls: docs/queue.md. Claims: queue_claim.hpp.
namespace hookswitch::api {

asio::awaitable<net::HttpResponse> list_queue(calls::ServerContext& context,
                                              const net::HttpRequest& request);
asio::awaitable<net::HttpResponse> settle_in_queue(calls::ServerContext& context,
                                                   const net::HttpRequest& request,
                                                   store::Settlement::Kind kind,
                                                   std::string call_id);

/// ack, nack, requeue: as in the path.
std::optional<store::Settlement::Kind> settlement_from_name(std::string_view name);

}  // namespace hookswitch::api
