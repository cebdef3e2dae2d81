#include "app/router.hpp"

#include <utility>

#include "api/health.hpp"
#include "api/page.hpp"
#include "api/routes.hpp"
#include "calls/media_routes.hpp"
#include "log/log.hpp"
#include "net/origin.hpp"
#include "net/problem.hpp"
#include "webhooks/hang_up_webhooks.hpp"

namespace hookswitch::app {
namespace {

constexpr std::string_view kMedia = "/media/";
constexpr std::string_view kWebhooks = "/webhooks/";

/// Everything but the page's own files, which hold no secret.
bool is_guarded(const std::string& path) {
  return path.starts_with("/v1/") || path.starts_with(kMedia) || path.starts_with(kWebhooks) ||
         agent::serving(path) != nullptr;
}

/// The built-in agent serves this bridge's own calls first; other clients get the remaining
/// capacity.
std::optional<net::HttpResponse> refuse_stranger(calls::ServerContext& context,
                                                 const net::HttpRequest& request,
                                                 std::shared_ptr<void>& place) {
  if (!request.wants_socket || request.header(calls::kOwnCallHeader) == context.own_agent_key)
    return std::nullopt;
  if (context.strangers >= context.most_strangers)
    return net::problem(503, Errc::agent_is_for_calls,
                        std::to_string(context.most_strangers) + " others talk to it");
  place = std::make_shared<calls::Counted>(context.strangers);
  return std::nullopt;
}

bool is_api(const std::string& path) {
  return (path.starts_with("/v1/") && agent::serving(path) == nullptr) || path == "/healthz" ||
         path == "/readyz" || path == "/metrics";
}

/// What serves the paths, besides the calls.
struct Parts {
  net::OriginRules rules;
  api::Page page;
  webhooks::Settings webhooks;
  std::shared_ptr<calls::PersonaRegistry> personas;
};

asio::awaitable<net::HttpReply> route(calls::ServerContext& context, const Parts& parts,
                                      const net::HttpRequest& request) {
  const std::string& path = request.path;
  const net::Audience audience =
      path.starts_with(kWebhooks) ? net::Audience::carriers : net::Audience::everyone;
  if (is_guarded(path))
    if (auto refused = parts.rules.refuse(request, audience)) co_return std::move(*refused);
  const auto executor = co_await asio::this_coro::executor;
  if (path.starts_with(kWebhooks)) {
    if (!net::reads(request) && request.method != "POST")
      co_return net::wrong_method("GET, HEAD, POST");
    co_return co_await webhooks::hang_up_webhook(context, parts.webhooks, request,
                                                 std::string_view(path).substr(kWebhooks.size()));
  }
  if (is_api(path)) co_return co_await api::api_route(context, request);
  // Everything else is for reading; sockets open with GET.
  if (!net::reads(request)) co_return net::wrong_method("GET, HEAD");
  if (path.starts_with(kMedia))
    co_return calls::media_route(context, request, path.substr(kMedia.size()), executor);
  if (const auto* const dialect = agent::serving(path)) {
    std::shared_ptr<void> place;
    if (auto refused = refuse_stranger(context, request, place)) co_return std::move(*refused);
    auto answer =
        calls::agent_route(parts.personas, request, *dialect, persona::Persona::parrot, executor);
    if (auto* const upgrade = std::get_if<net::SocketUpgrade>(&answer))
      upgrade->place = std::move(place);
    co_return answer;
  }
  co_return parts.page.file(request);
}

/// A refused carrier has no call yet, and therefore no record.
void tell_of_refused_socket(const net::HttpRequest& request, const net::HttpReply& answer) {
  const auto* const refusal = std::get_if<net::HttpResponse>(&answer);
  constexpr int kToldAlready = 403;
  if (!request.wants_socket || refusal == nullptr || refusal->status == kToldAlready) return;
  constexpr std::size_t kMaxPath = 200;
  log::warn("socket refused", {{"path", request.path.substr(0, kMaxPath)},
                               {"peer", request.remote},
                               {"status", std::to_string(refusal->status)}});
}

asio::awaitable<net::HttpReply> answer_to(calls::ServerContext& context, const Parts& parts,
                                          const net::HttpRequest& request) {
  net::HttpReply answer = co_await route(context, parts, request);
  tell_of_refused_socket(request, answer);
  co_return std::move(answer);
}

}  // namespace

net::HttpRouter make_router(calls::ServerContext& context, const config::Settings& settings) {
  const auto parts = std::make_shared<const Parts>(
      Parts{net::OriginRules(settings.server), api::Page(settings.page), settings.webhooks,
            std::make_shared<calls::PersonaRegistry>(context.persona_sessions)});
  return [&context, parts](const net::HttpRequest& request) {
    return answer_to(context, *parts, request);
  };
}

net::HttpRouter make_agent_router(std::shared_ptr<calls::PersonaRegistry> personas,
                                  const agent::AgentDialect& dialect, persona::Persona fallback) {
  return [personas = std::move(personas), &dialect,
          fallback](const net::HttpRequest& request) -> asio::awaitable<net::HttpReply> {
    const auto executor = co_await asio::this_coro::executor;
    const bool is_agents = dialect.serves(request.path);
    if (is_agents || request.path == "/healthz") {
      if (!net::reads(request)) co_return net::wrong_method("GET, HEAD");
      if (is_agents) co_return calls::agent_route(personas, request, dialect, fallback, executor);
      co_return api::agent_healthz(*personas);
    }
    co_return net::problem(404, Errc::not_found,
                           "the agent answers at " + std::string(dialect.path));
  };
}

}  // namespace hookswitch::app
