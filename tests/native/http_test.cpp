#include <gtest/gtest.h>

#include <set>
#include <string>

#include "native/kit/eventually.hpp"
#include "native/kit/http_client.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"
#include "store/sqlite/connection.hpp"
#include "system/version.hpp"

namespace hookswitch {
namespace {

using kit::http;

TEST(Http, AnUnknownDialectIsAnsweredWithTheListOfDialects) {
  const kit::TestServer server;
  const auto reply = http(server.port(), "GET", "/media/carrierpigeon");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
  const auto body = reply.json();
  EXPECT_EQ(body["code"], 5003);
  EXPECT_EQ(body["name"], "unknown_dialect");
  EXPECT_EQ(body["status"], 404);
  EXPECT_NE(body["detail"].get<std::string>().find("ucid:waybeo"), std::string::npos);
  EXPECT_FALSE(body["title"].get<std::string>().empty());
  EXPECT_FALSE(body["remedy"].get<std::string>().empty());
}

TEST(Http, AnUnknownDialectRefusesTheUpgradeToo) {
  const kit::TestServer server;
  const kit::MediaClient client(server.port(), "/media/carrierpigeon");
  EXPECT_FALSE(client.is_open());
}

TEST(Http, APlainRequestForAMediaSocketIsAskedToUpgrade) {
  const kit::TestServer server;
  for (const auto* path : {"/media/twilio", "/media/ucid%3Awaybeo", "/media/ucid?profile=waybeo",
                           "/v1/realtime?model=parrot"}) {
    const auto reply = http(server.port(), "GET", path);
    EXPECT_EQ(reply.status, 426) << path;
    EXPECT_EQ(reply.header("Upgrade"), "websocket") << path;
    EXPECT_EQ(reply.json()["code"], 5004) << path;
  }
}

TEST(Http, AnUpgradeAnswerNamesTheCall) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.call_id().size(), 36u);
  EXPECT_EQ(http(server.port(), "GET", "/v1/calls/" + client.call_id()).status, 200)
      << "who knows the id finds the call";
  client.vanish();
  EXPECT_TRUE(server.becomes_empty());
  EXPECT_EQ(http(server.port(), "GET", "/v1/calls/" + client.call_id()).status, 404)
      << "a socket without a word was no call";
}

TEST(Http, WrongPathsAndMethodsHaveTheirCodes) {
  const kit::TestServer server;
  EXPECT_EQ(http(server.port(), "GET", "/v1/nothing").json()["code"], 5001);
  EXPECT_EQ(http(server.port(), "GET", "/v1/calls/").json()["code"], 5001);
  const auto wrong = http(server.port(), "POST", "/healthz");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD");
  EXPECT_EQ(wrong.json()["code"], 5002);
  EXPECT_EQ(http(server.port(), "PUT", "/v1/calls/x").header("Allow"), "GET, HEAD, DELETE");
}

TEST(Http, AnUnknownCallHasItsCode) {
  const kit::TestServer server;
  for (const auto* method : {"GET", "DELETE"}) {
    const auto reply = http(server.port(), method, "/v1/calls/no-such-id");
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.json()["code"], 5006);
  }
}

TEST(Http, ListParametersAreChecked) {
  const kit::TestServer server;
  for (const auto* query : {"limit=0", "limit=501", "limit=ten", "limit=-1", "state=asleep"}) {
    const auto reply = http(server.port(), "GET", std::string("/v1/calls?") + query);
    EXPECT_EQ(reply.status, 400) << query;
    EXPECT_EQ(reply.json()["code"], 5005) << query;
  }
  EXPECT_EQ(http(server.port(), "GET", "/v1/calls").json()["calls"].size(), 0u);
}

TEST(Http, CallsAreListedByDialectOrProfileLiveAndEnded) {
  kit::TestServer server;
  std::string plain, waybeo;
  const auto listed = [&](const std::string& query) {
    std::set<std::string> ids;
    const auto reply = http(server.port(), "GET", "/v1/calls?" + query).json();
    for (const auto& call : reply["calls"]) ids.insert(call["id"].get<std::string>());
    return ids;
  };
  const auto as_asked = [&](const std::string& state) {
    EXPECT_EQ(listed(state + "&carrier=ucid"), (std::set{plain, waybeo})) << state;
    EXPECT_EQ(listed(state + "&carrier=ucid:waybeo"), std::set{waybeo}) << state;
    EXPECT_TRUE(listed(state + "&carrier=twilio").empty()) << state;
  };
  {
    kit::MediaClient one(server.port(), "/media/ucid");
    kit::MediaClient two(server.port(), "/media/ucid:waybeo");
    one.text("{}");  // without a word it would be no call
    two.text("{}");
    plain = one.call_id();
    waybeo = two.call_id();
    as_asked("state=live");
  }
  server.ended_record(plain);
  server.ended_record(waybeo);
  as_asked("state=ended");
  const auto refused = http(server.port(), "GET", "/v1/calls?carrier=nobody");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.json()["code"], 5003);
}

TEST(Http, WhatIsNoHttpIsRefusedAndTheServerGoesOn) {
  const kit::TestServer server;
  EXPECT_NE(kit::exchange_bytes(server.port(), "\x16\x03\x01 hello\r\n\r\n").find("400"),
            std::string::npos);
  const std::string long_head(40'000, 'x');
  EXPECT_NE(kit::exchange_bytes(server.port(), "GET / HTTP/1.1\r\nX: " + long_head).find(" 431 "),
            std::string::npos);
  EXPECT_EQ(http(server.port(), "GET", "/healthz").status, 200);
}

TEST(Http, AWholeUrlAsTargetIsThatPath) {
  const kit::TestServer server;
  for (const auto* target : {"http://localhost/healthz", "HTTP://localhost:80/healthz?x=1"})
    EXPECT_EQ(http(server.port(), "GET", target).json()["status"], "ok") << target;
  EXPECT_EQ(http(server.port(), "GET", "http://evil.example/v1/calls").status, 403);
}

TEST(Http, TheHeadOfTheEventsEnds) {
  const kit::TestServer server;
  const auto reply = http(server.port(), "HEAD", "/v1/events");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "text/event-stream");
  // Or a proxy holds events back until its buffer is full, or compresses them.
  EXPECT_EQ(reply.header("Cache-Control"), "no-store, no-transform");
  EXPECT_EQ(reply.header("X-Accel-Buffering"), "no");
  EXPECT_EQ(reply.body, "");
}

TEST(Http, ReadersOfEventsThatLeaveAreForgottenAtOnceAndTooManyAreRefused) {
  kit::TestServer server;
  const auto readers = [&] { return server.context().events.reader_count(); };
  {
    std::vector<std::unique_ptr<kit::EventListener>> listeners;
    for (int i = 0; i < calls::EventHub::kMaxReaders; ++i) {
      listeners.push_back(std::make_unique<kit::EventListener>(server.port(), "/v1/events"));
      ASSERT_TRUE(listeners.back()->hears(": hookswitch events"));
    }
    const auto refused = http(server.port(), "GET", "/v1/events");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.json()["name"], "too_many_connections");
  }
  EXPECT_TRUE(kit::eventually([&] { return readers() == 0; }));
}

TEST(Http, PagesOfOtherSitesAreKeptOut) {
  config::Settings settings;
  settings.server.allowed_origins = {"https://phone.example"};
  const kit::TestServer server(settings);
  const auto ask = [&](const std::string& origin, const std::string& path = "/v1/calls") {
    return http(server.port(), "GET", path, {"Connection: close", "Origin: " + origin}).status;
  };
  EXPECT_EQ(ask("http://localhost"), 200);
  EXPECT_EQ(ask("http://127.0.0.1:80"), 200);
  EXPECT_EQ(ask("https://phone.example"), 200);
  for (const auto* origin : {"http://localhost:1", "https://evil.example", "null",
                             "https://phone.example.evil.example", "http://phone.example"})
    EXPECT_EQ(ask(origin), 403) << origin;
  for (const auto* path : {"/media/twilio", "/v1/realtime", "/v1/events", "/v1/queue"})
    EXPECT_EQ(ask("https://evil.example", path), 403) << path;
  EXPECT_EQ(ask("https://evil.example", "/healthz"), 200);
  const auto refused =
      http(server.port(), "DELETE", "/v1/calls/x", {"Connection: close", "Origin: null"});
  EXPECT_EQ(refused.json()["name"], "foreign_origin");
  EXPECT_NE(refused.json()["remedy"].get<std::string>().find("allowed_origins"), std::string::npos);
}

TEST(Http, ANameThatIsNotThisMachinesIsNotAnsweredOnItsOwnAddress) {
  config::Settings settings;
  settings.server.allowed_origins = {"https://phone.example"};
  const kit::TestServer server(settings);
  const auto ask = [&](const std::string& host, const std::string& more = {}) {
    return kit::exchange_bytes(server.port(), "GET /v1/calls HTTP/1.1\r\nHost: " + host + "\r\n" +
                                                  more + "Connection: close\r\n\r\n")
        .substr(9, 3);
  };
  for (const auto* host : {"localhost:8080", "127.0.0.1", "[::1]:8080", "phone.example"})
    EXPECT_EQ(ask(host), "200") << host;
  EXPECT_EQ(ask("evil.example"), "403");
  EXPECT_EQ(ask("evil.example:8080", "Origin: http://evil.example:8080\r\n"), "403");
}

std::string answer_to_upgrade(std::uint16_t port, const std::string& host,
                              const std::string& more) {
  const std::string head = "GET /media/twilio HTTP/1.1\r\nHost: " + host +
                           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  kit::EventListener socket(port, head + more + "\r\n", kit::EventListener::Raw{});
  return socket.hears("\r\n") ? socket.text().substr(9, 3) : "no answer";
}

// Carriers' own WebSocket clients make an Origin of the name that they dial: libwebsockets always
// with http:, Python's with the scheme of the socket, most without the port.
TEST(Http, ACarriersSocketPassesWithTheOriginOfTheNameThatItDialled) {
  const kit::TestServer server;
  const std::string port = ":" + std::to_string(server.port());
  const std::string forwarded = "X-Forwarded-Host: bridge.example\r\n";
  using Row = std::pair<std::string, std::string>;  // Host, other headers
  const std::vector<Row> passes{
      {"bridge.example", ""},
      {"bridge.example", "Origin: https://bridge.example\r\n"},
      {"bridge.example", "Origin: http://bridge.example\r\n"},
      {"bridge.example", "Origin: http://BRIDGE.example:443\r\n"},
      {"bridge.example:8443", "Origin: https://bridge.example\r\n"},
      {"bridge.example" + port, "Origin: https://bridge.example\r\n"},
      {"bridge.example" + port, "Origin: http://bridge.example\r\nVia: 1.1 tunnel\r\n"},
      {"127.0.0.1" + port, "Origin: http://127.0.0.1" + port + "\r\n"},
      {"127.0.0.1" + port, "Origin: http://127.0.0.1\r\n"},
      {"127.0.0.1" + port, "Origin: https://localhost\r\n"},
      {"127.0.0.1" + port, "Origin: https://bridge.example\r\n" + forwarded},
      {"127.0.0.1" + port,
       "Origin: http://bridge.example\r\nX-Forwarded-Host: a.example, "
       "bridge.example:443\r\n"},
      {"127.0.0.1" + port,
       "Origin: http://bridge.example\r\nForwarded: for=192.0.2.1;"
       "host=\"bridge.example\";proto=https\r\n"},
      {"127.0.0.1" + port, "Origin: http://bridge.example\r\nX-Original-Host: bridge.example\r\n"},
  };
  for (const auto& [host, more] : passes)
    EXPECT_EQ(answer_to_upgrade(server.port(), host, more), "101") << host << ' ' << more;
}

TEST(Http, APageOfAnotherSiteGetsNoSocketWhateverStandsBetween) {
  const kit::TestServer server;
  const std::string port = ":" + std::to_string(server.port());
  const std::string forwarded = "X-Forwarded-Host: bridge.example\r\nVia: 1.1 tunnel\r\n";
  using Row = std::pair<std::string, std::string>;  // Host, other headers
  const std::vector<Row> stays_out{
      {"bridge.example", "Origin: https://evil.example\r\n"},
      {"bridge.example", "Origin: https://bridge.example.evil.example\r\n"},
      {"bridge.example", "Origin: null\r\n"},
      {"127.0.0.1" + port, "Origin: https://evil.example\r\n"},
      {"127.0.0.1" + port, "Origin: https://bridge.example\r\n"},
      {"127.0.0.1" + port, "Origin: https://evil.example\r\n" + forwarded},
      {"127.0.0.1" + port, "Origin: http://localhost:1\r\n"},
      {"127.0.0.1" + port, "Origin: null\r\n" + forwarded},
      {"127.0.0.1" + port, "Origin: file://\r\n"},
      // A name rebound to this machine: directly to the port, by plain HTTP.
      {"evil.example" + port, "Origin: http://evil.example" + port + "\r\n"},
      {"evil.example" + port, "Origin: http://evil.example\r\n"},
  };
  for (const auto& [host, more] : stays_out)
    EXPECT_EQ(answer_to_upgrade(server.port(), host, more), "403") << host << ' ' << more;
}

TEST(Http, AnAllowedOriginLetsACarrierInWithEitherSchemeAndWithoutItsPort) {
  config::Settings settings;
  settings.server.allowed_origins = {"https://bridge.example:8443"};
  const kit::TestServer server(settings);
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  for (const auto* origin : {"https://bridge.example:8443", "https://bridge.example",
                             "http://bridge.example", "http://bridge.example:80"})
    EXPECT_EQ(answer_to_upgrade(server.port(), host, std::string("Origin: ") + origin + "\r\n"),
              "101")
        << origin;
  EXPECT_EQ(answer_to_upgrade(server.port(), host, "Origin: https://evil.example\r\n"), "403");
}

TEST(Http, ACarriersWebhookMayComeThroughATunnelWithItsOwnName) {
  const kit::TestServer server;
  const auto answer = [&](const std::string& request_line, const std::string& more = {}) {
    return kit::exchange_bytes(server.port(), request_line +
                                                  " HTTP/1.1\r\nHost: a.tunnel.example\r\n" + more +
                                                  "Content-Length: 0\r\nConnection: close\r\n\r\n")
        .substr(9, 3);
  };
  const std::string twilio = "/webhooks/twilio?CallSid=CA1&CallStatus=completed";
  const std::string ucid = "/webhooks/ucid?event=Hangup&sid=1";
  EXPECT_EQ(answer("POST " + twilio), "200");
  EXPECT_EQ(answer("GET " + ucid), "200");
  EXPECT_EQ(answer("POST " + twilio, "Origin: https://a.tunnel.example\r\n"), "200");
  EXPECT_EQ(answer("POST " + twilio, "Origin: https://evil.example\r\n"), "403");
  EXPECT_EQ(answer("GET " + ucid, "Sec-Fetch-Site: cross-site\r\n"), "403");
  EXPECT_EQ(answer("GET /v1/calls"), "403");
  EXPECT_EQ(answer("DELETE /v1/calls/x"), "403");
}

TEST(Http, APageCannotForwardItselfToAWebhook) {
  const kit::TestServer server;
  const std::string host = "evil.example:" + std::to_string(server.port());
  const auto reply = kit::exchange_bytes(
      server.port(), "POST /webhooks/twilio?CallSid=CA1&CallStatus=completed HTTP/1.1\r\nHost: " +
                         host + "\r\nOrigin: http://" + host + "\r\nX-Forwarded-Host: " + host +
                         "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(reply.substr(9, 3), "403");
}

TEST(Http, AStoreThatCannotBeReadIsNoEmptyList) {
  kit::TestServer server;
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(server.store_file()));
  ASSERT_TRUE(other.execute("DROP TABLE calls; DROP TABLE queue"));
  for (const auto* path : {"/v1/calls", "/v1/calls/x", "/v1/queue"}) {
    const auto reply = http(server.port(), "GET", path);
    EXPECT_EQ(reply.status, 503) << path;
    EXPECT_EQ(reply.json()["name"], "store_read_failed") << path;
  }
}

TEST(Http, ABridgeWhoseStoreFailsIsReadyAndSaysWhatIsWrong) {
  kit::TestServer server;
  EXPECT_EQ(http(server.port(), "GET", "/readyz").json()["warnings"].size(), 0u);
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(server.store_file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text("{}");
  client.close();
  EXPECT_TRUE(kit::eventually([&] { return server.health()["store"]["state"] == "failing"; }));
  const auto ready = http(server.port(), "GET", "/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.json()["warnings"][0]["code"], 7002);
  EXPECT_EQ(server.health()["warnings"][0]["name"], "store_write_failed");
  EXPECT_TRUE(other.execute("ROLLBACK"));
}

TEST(Http, ABodyAboveTheLimitIsRefused) {
  const kit::TestServer server;
  const auto reply = http(server.port(), "GET", "/healthz", {}, std::string(70'000, 'x'));
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.json()["code"], 5008);
}

TEST(Http, HeadHasTheHeadersOfGetAndNoBody) {
  const kit::TestServer server;
  const auto reply = http(server.port(), "HEAD", "/readyz");
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.header("Content-Length"), "");
  EXPECT_NE(reply.header("Content-Length"), "0");
  EXPECT_EQ(reply.body, "");
}

TEST(Http, HealthTellsVersionSessionsAndStore) {
  const kit::TestServer server;
  const auto health = server.health();
  EXPECT_EQ(health["status"], "ok");
  EXPECT_EQ(health["version"], system::kVersion);
  EXPECT_EQ(health["calls_active"], 0);
  EXPECT_EQ(health["sessions"]["calls"], 0);
  EXPECT_EQ(health["store"]["state"], "ok");
}

TEST(Http, EventsOfACallAreStreamedAsTheyHappen) {
  kit::TestServer server;
  kit::EventListener listener(server.port(), "/v1/events");
  ASSERT_TRUE(listener.hears(": hookswitch events"));
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text("{}");
  EXPECT_TRUE(listener.hears("event: call.started"));
  client.close();
  EXPECT_TRUE(listener.hears("event: call.ended"));
  EXPECT_TRUE(listener.hears("carrier_closed"));
}

TEST(Http, TheBuiltInAgentClosesOnABadKeyAsItsVendorDoes) {
  const kit::TestServer server;
  kit::MediaClient client(server.port(), "/v1/realtime?model=parrot", "bad-key");
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.read_to_the_end(), 3000);
}

TEST(Http, ATakenPortIsNamedByItsCode) {
  const kit::TestServer first;
  config::Settings settings;
  settings.server.port = first.port();
  settings.store.file = ":memory:";
  const auto second = app::Server::start(settings);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::port_taken);
}

TEST(Http, AnAddressOfAnotherMachineCannotBeListenedOn) {
  config::Settings settings;
  settings.server.port = 0;
  for (const auto* host : {"192.0.2.1", "no address"}) {
    settings.server.host = host;
    const auto server = app::Server::start(settings);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().code, Errc::cannot_listen);
  }
}

}  // namespace
}  // namespace hookswitch
