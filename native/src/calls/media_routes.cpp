#include "calls/media_routes.hpp"

#include <utility>

#include "calls/call_session.hpp"
#include "calls/persona_session.hpp"
#include "hookswitch/carrier/all.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"
#include "system/entropy.hpp"

namespace hookswitch::calls {
namespace {

net::HttpResponse upgrade_required(std::string_view what) {
  net::HttpResponse answer = net::problem(426, Errc::upgrade_required, what);
  answer.headers = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
  return answer;
}

}  // namespace

net::HttpReply media_route(ServerContext& context, const net::HttpRequest& request,
                           std::string_view dialect, const asio::any_io_executor& executor) {
  auto name = net::percent_decode(dialect).value_or("");
  const auto query = net::parse_query(request.query);
  if (const auto profile = query.find("profile");
      profile != query.end() && name.find(':') == name.npos)
    name += ':' + profile->second;
  const auto* const which = carrier::dialect_from_name(name);
  if (!which) return net::problem(404, Errc::unknown_dialect, no_such_dialect(name));
  if (!request.wants_socket)
    return upgrade_required("/media/" + name + " is a media socket: connect with ws://");
  if (context.phase >= Phase::refusing) return net::problem(503, Errc::shutting_down);
  if (static_cast<std::size_t>(context.call_sessions.load()) >= context.settings.max_calls)
    return net::problem(503, Errc::too_many_calls,
                        "limits.calls is " + std::to_string(context.settings.max_calls));
  if (!context.store.health().has_room_for(static_cast<std::size_t>(context.call_sessions.load()) +
                                           1))
    return net::problem(503, Errc::store_full);

  auto host = which->make_host();
  auto grant = host->accept({request.path, request.query, request.headers, request.from_loopback});
  if (!grant) return net::problem(400, grant.error().code, grant.error().field);

  auto session = CallSession::make(context, *which, std::move(host), executor);
  net::SocketUpgrade upgrade;
  upgrade.subprotocol = std::move(grant->subprotocol);
  upgrade.headers = {{"X-Hookswitch-Call", session->id()}};
  upgrade.max_message = wire::kMaxCarrierMessage;
  // The response names the call, so that the client can look it up.
  upgrade.opened = [session, announced = session->announce(request.remote)](
                       std::unique_ptr<net::WebSocket> socket) {
    session->open(std::move(socket));
  };
  return upgrade;
}

net::HttpReply agent_route(const std::shared_ptr<PersonaRegistry>& personas,
                           const net::HttpRequest& request, const agent::AgentDialect& dialect,
                           persona::Persona usual, const asio::any_io_executor& executor) {
  if (!request.wants_socket) return upgrade_required(request.path + " is an agent's socket");
  const auto admitted =
      dialect.admit({request.path, request.query, request.headers, request.from_loopback});
  if (const auto* const refused = std::get_if<agent::UpgradeRefused>(&admitted))
    return net::problem(refused->http_status, refused->code, refused->detail);

  const auto& admission = std::get<agent::Admission>(admitted);
  persona::Config config;
  config.dialect = &dialect;
  config.denial = admission.denial;
  config.model = admission.model;
  config.persona = persona::persona_from_name(config.model).value_or(usual);

  net::SocketUpgrade upgrade;
  upgrade.max_message = wire::kMaxAgentMessage;
  upgrade.use = net::SocketUse::client;
  upgrade.subprotocol = admission.subprotocol;
  upgrade.opened = [personas, executor, config = std::move(config),
                    peer = request.remote](std::unique_ptr<net::WebSocket> socket) mutable {
    config.seed = system::entropy();
    std::make_shared<PersonaSession>(personas, config, peer, executor)->open(std::move(socket));
  };
  return upgrade;
}

}  // namespace hookswitch::calls
