#pragma once

#include <string>

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

net::awaitable<HttpResponse> list_calls(ServerContext& context, const HttpRequest& request);
net::awaitable<HttpResponse> show_call(ServerContext& context, std::string id);
/// What the carrier owed on this call, and what it sent.
enum class ReportAs : bool { json, page };
net::awaitable<HttpResponse> show_conformance(ServerContext& context, std::string id, ReportAs as);
net::awaitable<HttpResponse> hang_up_call(ServerContext& context, std::string id);

}  // namespace hookswitch::native
