// An agent that says in response to a request where it is to be dialed: a fake control server and
// the built-in agent at its URL.
#include "kit/asking_agent.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>

#include "native/kit/eventually.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"
#include "net/http_server.hpp"

namespace hookswitch {
namespace {

/// Returns the same response to every request and keeps the last request.
class ControlServer {
 public:
  ControlServer() : http_(*net::HttpServer::listen("127.0.0.1", 0, 1)) {
    http_->run([this](const net::HttpRequest& request) -> asio::awaitable<net::HttpReply> {
      const std::lock_guard lock(mutex_);
      asked_ = request;
      co_return net::HttpResponse{status_, "application/json", body_};
    });
  }
  ~ControlServer() { http_->stop(); }

  void answer(int status, std::string body) {
    const std::lock_guard lock(mutex_);
    status_ = status;
    body_ = std::move(body);
  }
  net::HttpRequest asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::string url() const { return "http://" + http_->own_authority() + "/calls?v=1"; }

 private:
  std::unique_ptr<net::HttpServer> http_;
  std::mutex mutex_;
  int status_ = 500;
  std::string body_;
  net::HttpRequest asked_;
};

class AskingAgent : public ::testing::Test {
 protected:
  static config::Settings with(const std::string& url) {
    config::Settings settings;
    settings.calls.usual.agent.endpoint = {&hookswitch::kit::asking_dialect(), url, "m-1", "key-1"};
    settings.calls.usual.bounds.agent_connect = Millis{5'000};
    settings.calls.usual.bounds.agent_tries = 1;
    return settings;
  }
  nlohmann::json call_to_the_end() {
    kit::MediaClient client(server.port(), "/media/twilio");
    client.text(kit::twilio_start("CA1", "MZ1"));
    client.read_to_the_end();
    return server.ended_record(client.call_id());
  }

  ControlServer control;
  kit::TestServer server{with(control.url())};
};

TEST_F(AskingAgent, IsDialedWhereTheResponseSays) {
  control.answer(201, R"({"joinUrl":"ws://127.0.0.1:)" + std::to_string(server.port()) +
                          R"(/v1/realtime?model=farewell"})");
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  ASSERT_TRUE(server.begins("CA1"));
  EXPECT_TRUE(kit::eventually([&] {
    return kit::http(server.port(), "GET", "/v1/calls/" + client.call_id())
               .body.find(R"("name":"agent_ready","at_ms")") != std::string::npos;
  }));
  const net::HttpRequest asked = control.asked();
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.path, "/calls");
  EXPECT_EQ(asked.query, "v=1");
  EXPECT_EQ(asked.header("X-API-Key"), "key-1");
  EXPECT_EQ(asked.body, R"({"model":"m-1"})");
  EXPECT_EQ(kit::http(server.port(), "DELETE", "/v1/calls/" + client.call_id()).status, 202);
  client.read_to_the_end();
  EXPECT_TRUE(server.becomes_empty());
}

TEST_F(AskingAgent, ThatIsRefusedEndsTheCallWithTheServersWords) {
  control.answer(401, "no such key");
  const auto record = call_to_the_end();
  EXPECT_EQ(record["end"]["cause"], "agent_failed");
  EXPECT_EQ(record["end"]["code"], 3002);
  EXPECT_NE(record["end"]["detail"].get<std::string>().find("no such key"), std::string::npos);
  EXPECT_EQ(record.dump().find("key-1"), std::string::npos);
}

TEST_F(AskingAgent, WhoseResponseIsTooLongOrNoAddressEndsTheCall) {
  control.answer(200, std::string(100'000, 'x'));
  EXPECT_EQ(call_to_the_end()["end"]["cause"], "agent_unreachable");
  control.answer(200, "{}");
  EXPECT_EQ(call_to_the_end()["end"]["cause"], "agent_failed");
  control.answer(200, R"({"joinUrl":"not an address"})");
  EXPECT_EQ(call_to_the_end()["end"]["cause"], "agent_unreachable");
}

}  // namespace
}  // namespace hookswitch
