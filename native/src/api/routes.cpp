#include "api/routes.hpp"

#include <optional>
#include <string>
#include <utility>

#include "api/call_bounds.hpp"
#include "api/calls.hpp"
#include "api/health.hpp"
#include "api/metrics_page.hpp"
#include "api/queue.hpp"
#include "api/queue_claim.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"

namespace hookswitch::api {
namespace {

constexpr std::string_view kCalls = "/v1/calls/";
constexpr std::string_view kQueue = "/v1/queue/";

/// Browsers ask for text/html; all other clients get JSON.
bool wants_page(const net::HttpRequest& request) {
  return request.header("Accept").find("text/html") != std::string_view::npos;
}

/// /v1/calls/{id}/conformance and /v1/calls/{id}/conformance.html
asio::awaitable<net::HttpReply> conformance(calls::ServerContext& context,
                                            const net::HttpRequest& request, std::string id,
                                            std::string what) {
  if (!net::reads(request)) co_return net::wrong_method("GET, HEAD");
  const bool page = what == "conformance.html" || wants_page(request);
  co_return co_await show_conformance(context, std::move(id),
                                      page ? ReportAs::page : ReportAs::json);
}

asio::awaitable<net::HttpReply> one_call(calls::ServerContext& context,
                                         const net::HttpRequest& request) {
  std::string id = request.path.substr(kCalls.size());
  if (const auto slash = id.find('/'); slash != id.npos) {
    const std::string what = id.substr(slash + 1);
    id.resize(slash);
    if (what == "bounds" && !id.empty()) {
      if (net::reads(request)) co_return co_await show_bounds(context, std::move(id));
      if (request.method == "PATCH")
        co_return co_await change_bounds(context, request, std::move(id));
      co_return net::wrong_method("GET, HEAD, PATCH");
    }
    const bool known = what == "conformance" || what == "conformance.html";
    if (!known || id.empty()) co_return net::problem(404, Errc::not_found);
    co_return co_await conformance(context, request, std::move(id), what);
  }
  if (id.empty()) co_return net::problem(404, Errc::not_found);
  if (net::reads(request)) co_return co_await show_call(context, std::move(id));
  if (request.method == "DELETE") co_return co_await hang_up_call(context, std::move(id));
  co_return net::wrong_method("GET, HEAD, DELETE");
}

/// claim, ID/ack, ID/nack, ID/requeue.
asio::awaitable<net::HttpReply> queue_route(calls::ServerContext& context,
                                            const net::HttpRequest& request) {
  const std::string rest = request.path.substr(kQueue.size());
  const auto slash = rest.find('/');
  const std::string verb = rest.substr(slash == rest.npos ? 0 : slash + 1);
  const bool claims = slash == rest.npos && verb == "claim";
  const auto kind = slash == rest.npos || slash == 0 ? std::nullopt : settlement_from_name(verb);
  if (!claims && !kind)
    co_return net::problem(404, Errc::not_found, "no such path: " + request.path);
  if (request.method != "POST") co_return net::wrong_method("POST");
  if (claims) co_return claim_from_queue(context.store, request);
  co_return co_await settle_in_queue(context, request, *kind, rest.substr(0, slash));
}

net::HttpReply event_stream(calls::ServerContext& context, const net::HttpRequest& request,
                            const asio::any_io_executor& executor) {
  auto parameters = net::parse_query(request.query);
  auto reader = context.events.subscribe(parameters["call_id"], executor);
  if (!reader)
    return net::problem(503, Errc::too_many_connections,
                        std::to_string(calls::EventHub::kMaxReaders) + " read the events already");
  net::StreamingResponse body;
  body.content_type = "text/event-stream";
  // Proxies must neither hold events back until a buffer is full nor compress them.
  body.headers.push_back({"Cache-Control", "no-store, no-transform"});
  body.headers.push_back({"X-Accel-Buffering", "no"});
  body.next = [reader] { return calls::EventReader::next(reader); };
  body.left = [reader] { calls::EventReader::leave(reader); };
  return body;
}

}  // namespace

asio::awaitable<net::HttpReply> api_route(calls::ServerContext& context,
                                          const net::HttpRequest& request) {
  const std::string& path = request.path;
  if (path.starts_with(kCalls)) co_return co_await one_call(context, request);
  if (path.starts_with(kQueue)) co_return co_await queue_route(context, request);
  // Everything else is for reading.
  if (!net::reads(request)) co_return net::wrong_method("GET, HEAD");
  if (path == "/healthz") co_return healthz(context);
  if (path == "/readyz") co_return readyz(context);
  if (path == "/metrics") co_return metrics_page(context);
  if (path == "/v1/calls") co_return co_await list_calls(context, request);
  if (path == "/v1/queue") co_return co_await list_queue(context, request);
  if (path == "/v1/events")
    co_return event_stream(context, request, co_await asio::this_coro::executor);
  co_return net::problem(404, Errc::not_found, "no such path: " + path);
}

}  // namespace hookswitch::api
