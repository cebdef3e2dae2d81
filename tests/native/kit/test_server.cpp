#include "native/kit/test_server.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "native/kit/eventually.hpp"
#include "net/link.hpp"

namespace hookswitch::kit {

TestServer::TestServer(config::Settings settings) {
  settings.server.port = 0;
  settings.store.file = folder_.file("store.db");
  if (settings.server.threads == 0) settings.server.threads = 2;
  auto started = app::Server::start(std::move(settings));
  if (!started) {
    std::fprintf(stderr, "the test server did not start: %s\n", started.error().detail.c_str());
    std::abort();
  }
  server_ = std::move(*started);
}

std::string TestServer::media_url(const std::string& dialect) const {
  return "ws://127.0.0.1:" + std::to_string(port()) + "/media/" + dialect;
}

nlohmann::json TestServer::ended_record(const std::string& id) const {
  nlohmann::json record;
  const bool ended = eventually([&] {
    record = http(port(), "GET", "/v1/calls/" + id).json();
    return record.is_object() && record.contains("end") && record["end"].is_object() &&
           !server_->context().registry.find(id);
  });
  return ended ? record : nlohmann::json::object();
}

nlohmann::json TestServer::health() const { return http(port(), "GET", "/healthz").json(); }

bool TestServer::begins(const std::string& carrier_call_id) const {
  return eventually([&] {
    const auto calls = context().registry.list();
    return std::any_of(calls.begin(), calls.end(),
                       [&](const auto& call) { return call.carrier_call_id == carrier_call_id; });
  });
}

bool TestServer::becomes_empty() {
  return eventually([this] {
    return context().registry.size() == 0 && context().call_sessions == 0 &&
           context().persona_sessions == 0 && net::Link::open_count() == 0;
  });
}

}  // namespace hookswitch::kit
