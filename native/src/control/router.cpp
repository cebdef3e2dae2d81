#include "control/router.hpp"

#include <utility>

#include "control/call_bounds.hpp"
#include "control/calls.hpp"
#include "control/claim_door.hpp"
#include "control/hang_up_webhooks.hpp"
#include "control/health.hpp"
#include "control/metrics_page.hpp"
#include "control/origin.hpp"
#include "control/page.hpp"
#include "control/problem.hpp"
#include "control/queue.hpp"
#include "log/log.hpp"
#include "net/url.hpp"
#include "serve/media_routes.hpp"

namespace hookswitch::native {
namespace {

constexpr std::string_view kMedia = "/media/";
constexpr std::string_view kWebhooks = "/webhooks/";
constexpr std::string_view kCalls = "/v1/calls/";
constexpr std::string_view kQueue = "/v1/queue/";

bool reads(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

HttpResponse wrong_method(std::string allowed) {
  HttpResponse answer = problem(405, Errc::method_not_allowed);
  answer.headers = {{"Allow", std::move(allowed)}};
  return answer;
}

/// Browsers ask for text/html; everybody else gets JSON.
bool wants_page(const HttpRequest& request) {
  return request.header("Accept").find("text/html") != std::string_view::npos;
}

/// /v1/calls/{id}/conformance and /v1/calls/{id}/conformance.html
net::awaitable<HttpAnswer> conformance(Exchange& exchange, const HttpRequest& request,
                                       std::string id, std::string what) {
  if (!reads(request)) co_return wrong_method("GET, HEAD");
  const bool page = what == "conformance.html" || wants_page(request);
  co_return co_await show_conformance(exchange, std::move(id),
                                      page ? ReportAs::page : ReportAs::json);
}

net::awaitable<HttpAnswer> one_call(Exchange& exchange, const HttpRequest& request) {
  std::string id = request.path.substr(kCalls.size());
  if (const auto slash = id.find('/'); slash != id.npos) {
    const std::string what = id.substr(slash + 1);
    id.resize(slash);
    if (what == "bounds" && !id.empty()) {
      if (reads(request)) co_return co_await show_bounds(exchange, std::move(id));
      if (request.method == "PATCH")
        co_return co_await change_bounds(exchange, request, std::move(id));
      co_return wrong_method("GET, HEAD, PATCH");
    }
    const bool known = what == "conformance" || what == "conformance.html";
    if (!known || id.empty()) co_return problem(404, Errc::not_found);
    co_return co_await conformance(exchange, request, std::move(id), what);
  }
  if (id.empty()) co_return problem(404, Errc::not_found);
  if (reads(request)) co_return co_await show_call(exchange, std::move(id));
  if (request.method == "DELETE") co_return co_await hang_up_call(exchange, std::move(id));
  co_return wrong_method("GET, HEAD, DELETE");
}

/// claim, ID/ack, ID/nack, ID/requeue.
net::awaitable<HttpAnswer> queue_route(Exchange& exchange, const HttpRequest& request) {
  const std::string rest = request.path.substr(kQueue.size());
  const auto slash = rest.find('/');
  const std::string verb = rest.substr(slash == rest.npos ? 0 : slash + 1);
  const bool claims = slash == rest.npos && verb == "claim";
  const auto kind = slash == rest.npos || slash == 0 ? std::nullopt : settlement_from_name(verb);
  if (!claims && !kind) co_return problem(404, Errc::not_found, "no such path: " + request.path);
  if (request.method != "POST") co_return wrong_method("POST");
  if (claims) co_return claim_from_queue(exchange.store, request);
  co_return co_await settle_in_queue(exchange, request, *kind, rest.substr(0, slash));
}

HttpAnswer event_stream(Exchange& exchange, const HttpRequest& request,
                        const net::any_io_executor& executor) {
  auto parameters = parse_query(request.query);
  auto reader = exchange.events.subscribe(parameters["call_id"], executor);
  if (!reader)
    return problem(503, Errc::too_many_connections,
                   std::to_string(EventHub::kMaxReaders) + " read the events already");
  EndlessBody body;
  body.content_type = "text/event-stream";
  // Proxies must neither hold events back until a buffer is full nor compress them.
  body.headers.push_back({"Cache-Control", "no-store, no-transform"});
  body.headers.push_back({"X-Accel-Buffering", "no"});
  body.next = [reader] { return EventReader::next(reader); };
  body.left = [reader] { EventReader::leave(reader); };
  return body;
}

/// Everything but the page's own files, which hold no secret.
bool is_guarded(const std::string& path) {
  return path.starts_with("/v1/") || path.starts_with(kMedia) || path.starts_with(kWebhooks) ||
         agent::serving(path) != nullptr;
}

/// The built-in agent is there for this bridge's own calls; others get what is left of it.
std::optional<HttpResponse> refuse_stranger(Exchange& exchange, const HttpRequest& request,
                                            std::shared_ptr<void>& place) {
  if (!request.wants_socket || request.header(kOwnCallHeader) == exchange.own_agent_key)
    return std::nullopt;
  if (exchange.strangers >= exchange.most_strangers)
    return problem(503, Errc::agent_is_for_calls,
                   std::to_string(exchange.most_strangers) + " others talk to it");
  place = std::make_shared<Counted>(exchange.strangers);
  return std::nullopt;
}

net::awaitable<HttpAnswer> route(Exchange& exchange, const OriginRules& rules, const Page& page,
                                 const std::shared_ptr<PersonaDesk>& personas,
                                 const HttpRequest& request) {
  const std::string& path = request.path;
  const Door door = path.starts_with(kWebhooks) ? Door::carriers : Door::anybody;
  if (is_guarded(path))
    if (auto refused = rules.refuse(request, door)) co_return std::move(*refused);
  const auto executor = co_await net::this_coro::executor;
  if (path.starts_with(kCalls)) co_return co_await one_call(exchange, request);
  if (path.starts_with(kWebhooks)) {
    if (!reads(request) && request.method != "POST") co_return wrong_method("GET, HEAD, POST");
    co_return co_await hang_up_webhook(exchange, request,
                                       std::string_view(path).substr(kWebhooks.size()));
  }
  if (path.starts_with(kQueue)) co_return co_await queue_route(exchange, request);
  // Everything else is for reading; sockets open with GET.
  if (!reads(request)) co_return wrong_method("GET, HEAD");
  if (path.starts_with(kMedia))
    co_return media_route(exchange, request, path.substr(kMedia.size()), executor);
  if (const auto* const dialect = agent::serving(path)) {
    std::shared_ptr<void> place;
    if (auto refused = refuse_stranger(exchange, request, place)) co_return std::move(*refused);
    auto answer = agent_route(personas, request, *dialect, persona::Persona::parrot, executor);
    if (auto* const upgrade = std::get_if<SocketUpgrade>(&answer))
      upgrade->place = std::move(place);
    co_return answer;
  }
  if (path == "/healthz") co_return healthz(exchange);
  if (path == "/readyz") co_return readyz(exchange);
  if (path == "/metrics") co_return metrics_page(exchange);
  if (path == "/v1/calls") co_return co_await list_calls(exchange, request);
  if (path == "/v1/queue") co_return co_await list_queue(exchange, request);
  if (path == "/v1/events") co_return event_stream(exchange, request, executor);
  if (path.starts_with("/v1/")) co_return problem(404, Errc::not_found, "no such path: " + path);
  co_return page.file(request);
}

/// A carrier that is turned away has no call yet, so no record tells of it.
void tell_of_refused_socket(const HttpRequest& request, const HttpAnswer& answer) {
  const auto* const refusal = std::get_if<HttpResponse>(&answer);
  constexpr int kToldAlready = 403;
  if (!request.wants_socket || refusal == nullptr || refusal->status == kToldAlready) return;
  constexpr std::size_t kMaxPath = 200;
  log::warn("socket refused", {{"path", request.path.substr(0, kMaxPath)},
                               {"peer", request.remote},
                               {"status", std::to_string(refusal->status)}});
}

net::awaitable<HttpAnswer> answer_to(Exchange& exchange, const OriginRules& rules, const Page& page,
                                     const std::shared_ptr<PersonaDesk>& personas,
                                     const HttpRequest& request) {
  HttpAnswer answer = co_await route(exchange, rules, page, personas, request);
  tell_of_refused_socket(request, answer);
  co_return std::move(answer);
}

}  // namespace

HttpRouter make_router(Exchange& exchange) {
  return [&exchange, rules = OriginRules(exchange.settings), page = Page(exchange.settings.page),
          personas = std::make_shared<PersonaDesk>(exchange.persona_sessions)](
             const HttpRequest& request) {
    return answer_to(exchange, rules, page, personas, request);
  };
}

HttpRouter make_agent_router(std::shared_ptr<PersonaDesk> desk, const agent::AgentDialect& dialect,
                             persona::Persona usual) {
  return [desk = std::move(desk), &dialect,
          usual](const HttpRequest& request) -> net::awaitable<HttpAnswer> {
    const auto executor = co_await net::this_coro::executor;
    const bool is_agents = dialect.serves(request.path);
    if (is_agents || request.path == "/healthz") {
      if (!reads(request)) co_return wrong_method("GET, HEAD");
      if (is_agents) co_return agent_route(desk, request, dialect, usual, executor);
      co_return agent_healthz(*desk);
    }
    co_return problem(404, Errc::not_found, "the agent answers at " + std::string(dialect.path));
  };
}

}  // namespace hookswitch::native
