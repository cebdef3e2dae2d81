#pragma once

#include <string>

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// `/v1/calls/{id}/bounds` of a live call: what its parts may take; PATCH changes what it names.
net::awaitable<HttpResponse> show_bounds(ServerContext& context, std::string id);
net::awaitable<HttpResponse> change_bounds(ServerContext& context, const HttpRequest& request,
                                           std::string id);

}  // namespace hookswitch::native
