#pragma once

#include <string>

#include "calls/exchange.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

net::awaitable<HttpResponse> list_calls(Exchange& exchange, const HttpRequest& request);
net::awaitable<HttpResponse> show_call(Exchange& exchange, std::string id);
/// What the carrier owed on this call, and what it sent.
enum class ReportAs : bool { json, page };
net::awaitable<HttpResponse> show_conformance(Exchange& exchange, std::string id, ReportAs as);
net::awaitable<HttpResponse> hang_up_call(Exchange& exchange, std::string id);

}  // namespace hookswitch::native
