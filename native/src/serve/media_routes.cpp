#include "serve/media_routes.hpp"

#include <map>
#include <optional>
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
  answer.headers = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
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

constexpr std::size_t kLongestModel = 256;

/// Why this client gets no session.
/// source  OpenAI Realtime: closes 3000 and 4000; the URL's `intent` and `call_id`
std::optional<persona::Denial> denial(const HttpRequest& request, const Credentials& told,
                                      const std::map<std::string, std::string>& query) {
  constexpr std::uint16_t kNoAccess = 3000;
  constexpr std::uint16_t kBadRequest = 4000;
  if (told.key == "bad-key")
    return persona::Denial{
        kNoAccess, {"invalid_api_key", "Incorrect API key provided.", ""}, Errc::agent_refused};
  if (!request.header("OpenAI-Beta").empty() ||
      request.header("Sec-WebSocket-Protocol").find("openai-beta.") != std::string_view::npos)
    return persona::Denial{kBadRequest,
                           {"beta_api_shape_disabled",
                            "The Realtime Beta API is no longer supported. Please use /v1/realtime "
                            "for the GA API, without the OpenAI-Beta header.",
                            ""},
                           Errc::agent_protocol_retired};
  const auto not_served = [](const char* param, std::string_view why) {
    return persona::Denial{
        kBadRequest, {"invalid_value", std::string(why), param}, Errc::agent_session_kind};
  };
  if (query.contains("call_id"))
    return not_served("call_id",
                      "call_id joins a call that the vendor itself carries; there is none here. "
                      "Leave it out and name a model.");
  if (const auto intent = query.find("intent");
      intent != query.end() && intent->second != "conversation")
    return not_served("intent",
                      intent->second == "transcription"
                          ? "intent=transcription: sessions that only transcribe are not served. "
                            "Leave it out for a conversation."
                          : "This intent is not served. Leave it out for a conversation.");
  if (const auto model = query.find("model");
      model != query.end() && model->second.size() > kLongestModel)
    return not_served("model", "The name of the model is longer than 256 bytes.");
  return std::nullopt;
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
  if (!exchange.store.health().has_room_for(
          static_cast<std::size_t>(exchange.call_sessions.load()) + 1))
    return problem(503, Errc::store_full);

  auto session = CallSession::make(exchange, *which, executor);
  SocketUpgrade upgrade;
  upgrade.headers = {{"X-Hookswitch-Call", session->id()}};
  upgrade.max_message = wire::kMaxCarrierMessage;
  // The answer names the call: whoever reads it finds the call.
  upgrade.opened = [session, announced = session->announce(request.remote)](
                       std::unique_ptr<WebSocket> socket) { session->open(std::move(socket)); };
  return upgrade;
}

HttpAnswer agent_route(const std::shared_ptr<PersonaDesk>& desk, const HttpRequest& request,
                       persona::Persona usual, const net::any_io_executor& executor) {
  if (!request.wants_socket) return upgrade_required("/v1/realtime is an agent's socket");
  const Credentials told = credentials(request);
  if (!told.given && !request.from_loopback)
    return problem(401, Errc::agent_refused, "send Authorization: Bearer KEY (any key will do)");

  const auto query = parse_query(request.query);
  persona::Config config;
  config.denial = denial(request, told, query);
  if (const auto model = query.find("model"); model != query.end())
    config.model = model->second.substr(0, kLongestModel);
  config.persona = persona::persona_from_name(config.model).value_or(usual);

  SocketUpgrade upgrade;
  upgrade.max_message = wire::kMaxAgentMessage;
  upgrade.use = SocketUse::client;
  if (told.by_subprotocol) upgrade.subprotocol = "realtime";
  upgrade.opened = [desk, executor, config = std::move(config),
                    peer = request.remote](std::unique_ptr<WebSocket> socket) mutable {
    config.seed = entropy();
    std::make_shared<PersonaSession>(desk, config, peer, executor)->open(std::move(socket));
  };
  return upgrade;
}

}  // namespace hookswitch::native
