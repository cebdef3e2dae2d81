#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calls/server_context.hpp"
#include "net/http.hpp"

/// The queue over HTTP, for whoever processes ended calls: docs/queue.md. Claims: claim_door.hpp.
namespace hookswitch::native {

net::awaitable<HttpResponse> list_queue(ServerContext& context, const HttpRequest& request);
net::awaitable<HttpResponse> settle_in_queue(ServerContext& context, const HttpRequest& request,
                                             Settlement::Kind kind, std::string call_id);

/// ack, nack, requeue: as in the path.
std::optional<Settlement::Kind> settlement_from_name(std::string_view name);

}  // namespace hookswitch::native
