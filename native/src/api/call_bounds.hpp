#pragma once

#include <string>

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

/// `/v1/calls/{id}/bounds` of a live call: the time that each part may take; PATCH changes what it
/// names.
asio::awaitable<net::HttpResponse> show_bounds(calls::ServerContext& context, std::string id);
asio::awaitable<net::HttpResponse> change_bounds(calls::ServerContext& context,
                                                 const net::HttpRequest& request, std::string id);

}  // namespace hookswitch::api
