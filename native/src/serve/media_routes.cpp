#include "serve/media_routes.hpp"

#include <utility>

#include "control/problem.hpp"
#include "net/clock.hpp"
#include "net/url.hpp"
#include "serve/call_session.hpp"
#include "serve/persona_session.hpp"

namespace hookswitch::native {
namespace {

HttpResponse upgrade_required(std::string_view what) {
  HttpResponse answer = problem(426, Errc::upgrade_required, what);
  answer.headers = {
      {"Upgrade",    "websocket"},
      {"Connection", "Upgrade"  }
  };
  return answer;
}

/// The key as the vendor takes it: a bearer token, or an element of the subprotocol list.
struct Credentials {
  bool given = false;
  std::string_view key;
  bool by_subprotocol = false;
};

Credentials credentials(const HttpRequest& request) {
  constexpr std::string_view kBearer = "Bearer ";
  constexpr std::string_view kElement = "openai-insecure-api-key.";
  if (const auto header = request.header("Authorization"); header.starts_with(kBearer))
    return {true, header.substr(kBearer.size()), false};
  const auto offered = request.header("Sec-WebSocket-Protocol");
  if (const auto at = offered.find(kElement); at != offered.npos) {
    const auto key = offered.substr(at + kElement.size());
    return {true, key.substr(0, key.find_first_of(", ")), true};
  }
  return {};
}

}  // namespace

HttpAnswer media_route(Exchange& exchange, const HttpRequest& request, std::string_view dialect,
                       const net::any_io_executor& executor) {
  auto name = percent_decode(dialect).value_or("");
  const auto query = parse_query(request.query);
  if (const auto profile = query.find("profile");
      profile != query.end() && name.find(':') == name.npos)
    name += ':' + profile->second;
  const auto which = carrier::dialect_from_name(name);
  if (!which) return problem(404, Errc::unknown_dialect, no_such_dialect(name));
  if (!request.wants_socket)
    return upgrade_required("/media/" + name + " is a media socket: connect with ws://");
  if (exchange.phase >= Phase::refusing) return problem(503, Errc::shutting_down);
  if (static_cast<std::size_t>(exchange.call_sessions.load()) >= exchange.settings.max_calls)
    return problem(503, Errc::too_many_calls,
                   "limits.calls is " + std::to_string(exchange.settings.max_calls));

  auto session = CallSession::make(exchange, *which, executor);
  SocketUpgrade upgrade;
  upgrade.headers = {
      {"X-Hookswitch-Call", session->id()}
  };
  upgrade.max_message = wire::kMaxCarrierMessage;
  // The answer names the call: whoever reads it finds the call.
  upgrade.opened = [session, announced = session->announce(request.remote),
                    query = request.query](std::unique_ptr<WebSocket> socket) {
    session->open(std::move(socket), query);
  };
  return upgrade;
}

HttpAnswer agent_route(std::atomic<int>& sessions, const HttpRequest& request,
                       persona::Persona usual, const net::any_io_executor& executor) {
  if (!request.wants_socket) return upgrade_required("/v1/realtime is an agent's socket");
  const auto query = parse_query(request.query);
  const auto model = query.find("model");
  const auto asked =
      model == query.end() ? std::nullopt : persona::persona_from_name(model->second);
  const persona::Persona who = asked.value_or(usual);
  const Credentials told = credentials(request);
  if (!told.given && !request.from_loopback)
    return problem(401, Errc::agent_refused, "send Authorization: Bearer KEY (any key will do)");

  SocketUpgrade upgrade;
  upgrade.max_message = wire::kMaxAgentMessage;
  upgrade.use = SocketUse::client;
  if (told.by_subprotocol) upgrade.subprotocol = "realtime";
  const bool bad_key = told.key == "bad-key";
  const bool beta = !request.header("OpenAI-Beta").empty();
  upgrade.opened = [&sessions, executor, who, bad_key, beta](std::unique_ptr<WebSocket> socket) {
    if (bad_key) return turn_away(std::move(socket), 3000, "invalid_request_error.invalid_api_key");
    if (beta)
      return turn_away(std::move(socket), 4000, "invalid_request_error.beta_api_shape_disabled");
    persona::Config config;
    config.persona = who;
    config.seed = entropy();
    std::make_shared<PersonaSession>(sessions, config, executor)->open(std::move(socket));
  };
  return upgrade;
}

}  // namespace hookswitch::native
