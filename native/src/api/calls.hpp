#pragma once

#include <string>

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

asio::awaitable<net::HttpResponse> list_calls(calls::ServerContext& context,
                                              const net::HttpRequest& request);
asio::awaitable<net::HttpResponse> show_call(calls::ServerContext& context, std::string id);
/// What the protocol required of the carrier on this call, and what it sent.
enum class ReportAs : bool { json, page };
asio::awaitable<net::HttpResponse> show_conformance(calls::ServerContext& context, std::string id,
                                                    ReportAs as);
asio::awaitable<net::HttpResponse> hang_up_call(calls::ServerContext& context, std::string id);

}  // namespace hookswitch::api
