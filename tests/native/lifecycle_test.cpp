#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "native/kit/eventually.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

constexpr const char* kSilence = "/////////////////////////////////////////w==";

config::Settings impatient() {
  config::Settings settings;
  settings.calls.usual.bounds.media_silence = Millis{600};
  settings.calls.usual.bounds.socket_to_start = Millis{600};
  settings.calls.usual.bounds.start_to_media = Millis{600};
  settings.calls.usual.bounds.send_outstanding = Millis{600};
  return settings;
}

std::string cause(const nlohmann::json& record) {
  return record.contains("end") ? record["end"]["cause"].get<std::string>() : "none";
}

std::string follows(const nlohmann::json& record) {
  return record.contains("follows") && record["follows"].is_string()
             ? record["follows"].get<std::string>()
             : "";
}

TEST(Lifecycle, ASecondSocketForALiveCallReplacesTheFirst) {
  kit::TestServer server;
  kit::MediaClient first(server.port(), "/media/twilio");
  first.text(kit::twilio_start("CA7", "MZ1"));
  ASSERT_TRUE(server.begins("CA7"));
  kit::MediaClient second(server.port(), "/media/twilio");
  second.text(kit::twilio_start("CA7", "MZ2"));
  EXPECT_EQ(first.read_to_the_end(), 1000);
  const auto replaced = server.ended_record(first.call_id());
  EXPECT_EQ(cause(replaced), "replaced");
  EXPECT_TRUE(server.context().registry.find(second.call_id()));
  second.close();
  const auto record = server.ended_record(second.call_id());
  EXPECT_EQ(follows(record), first.call_id()) << record.dump();
}

TEST(Lifecycle, ASocketAfterTheEndMakesANewRecordThatNamesTheOld) {
  kit::TestServer server;
  std::string earlier;
  {
    kit::MediaClient first(server.port(), "/media/twilio");
    first.text(kit::twilio_start("CA8", "MZ1"));
    first.close();
    earlier = first.call_id();
    ASSERT_EQ(cause(server.ended_record(earlier)), "carrier_closed");
  }
  kit::MediaClient second(server.port(), "/media/twilio");
  second.text(kit::twilio_start("CA8", "MZ2"));
  ASSERT_TRUE(kit::eventually([&] {
    const auto live = kit::http(server.port(), "GET", "/v1/calls/" + second.call_id()).json();
    return follows(live) == earlier;
  }));
  second.close();
  EXPECT_EQ(follows(server.ended_record(second.call_id())), earlier);
  EXPECT_EQ(cause(server.ended_record(earlier)), "carrier_closed");
}

TEST(Lifecycle, APeerThatVanishesLeavesNothingBehind) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.text(kit::twilio_media("MZ1", kSilence));
  client.vanish();
  EXPECT_EQ(cause(server.ended_record(client.call_id())), "carrier_lost");
  EXPECT_TRUE(server.becomes_empty()) << server.health().dump();
}

TEST(Lifecycle, ASilentCarrierThatNeverClosesIsEndedByTheBound) {
  kit::TestServer server(impatient());
  kit::MediaClient client(server.port(), "/media/ucid:waybeo");
  client.text(kit::twilio_start("CA1", "MZ1"));  // of no use here: this dialect has its own start
  EXPECT_TRUE(kit::eventually([&] { return server.context().calls_ended == 1; }));
  EXPECT_TRUE(server.becomes_empty()) << server.health().dump();
}

TEST(Lifecycle, ADeadPeerThatReadsNothingIsDroppedAndLeavesNothingBehind) {
  kit::TestServer server(impatient());
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.text(kit::twilio_media("MZ1", kSilence));
  // From here on this end neither reads nor writes, and never replies to the close.
  EXPECT_EQ(cause(server.ended_record(client.call_id())), "media_silence");
  EXPECT_TRUE(server.becomes_empty()) << server.health().dump();
}

TEST(Lifecycle, DeleteHangsUpOnceAndForAll) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  ASSERT_TRUE(server.begins("CA1"));
  const std::string path = "/v1/calls/" + client.call_id();
  EXPECT_EQ(kit::http(server.port(), "DELETE", path).status, 202);
  client.read_to_the_end();
  EXPECT_EQ(cause(server.ended_record(client.call_id())), "hang_up_request");
  EXPECT_EQ(kit::http(server.port(), "DELETE", path).status, 200);
  EXPECT_TRUE(server.becomes_empty());
}

TEST(Lifecycle, AnUnreachableAgentEndsTheCallWithItsCause) {
  config::Settings settings;
  settings.calls.usual.agent.endpoint.url = "ws://127.0.0.1:1/v1/realtime";
  settings.calls.usual.bounds.agent_connect = Millis{1'000};
  kit::TestServer server(settings);
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.read_to_the_end();
  const auto record = server.ended_record(client.call_id());
  EXPECT_EQ(cause(record), "agent_unreachable");
  EXPECT_EQ(record["end"]["code"], 3001);
  EXPECT_TRUE(server.becomes_empty());
}

TEST(Lifecycle, ABadKeyAtTheAgentEndsTheCallWithoutFurtherTries) {
  config::Settings settings;
  settings.calls.usual.agent.endpoint.key = "bad-key";
  kit::TestServer server(settings);
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.read_to_the_end();
  const auto record = server.ended_record(client.call_id());
  EXPECT_EQ(cause(record), "agent_failed");
  EXPECT_EQ(record["end"]["code"], 3002);
  EXPECT_EQ(record.dump().find("bad-key"), std::string::npos);
}

TEST(Lifecycle, ACallThatIsOverAtOnceStillNamesTheOneItFollows) {
  kit::TestServer server;
  std::string earlier;
  for (int i = 0; i < 5; ++i) {
    kit::MediaClient client(server.port(), "/media/twilio");
    client.text(kit::twilio_start("CA9", "MZ1"));
    client.text(R"({"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC","callSid":"CA9"}})");
    client.read_to_the_end();
    EXPECT_EQ(follows(server.ended_record(client.call_id())), earlier);
    earlier = client.call_id();
  }
}

TEST(Lifecycle, SocketsOfOneCallThatComeAtOnceFormOneChain) {
  kit::TestServer server;
  for (int round = 0; round < 10; ++round) {
    const std::string call = "CA" + std::to_string(round);
    std::vector<std::string> ids(4);
    std::vector<std::thread> carriers;
    for (std::string& id : ids)
      carriers.emplace_back([&server, &id, &call] {
        kit::MediaClient client(server.port(), "/media/twilio");
        client.text(kit::twilio_start(call, "MZ1"));
        client.text(R"({"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC"}})");
        client.read_to_the_end();
        id = client.call_id();
      });
    for (std::thread& carrier : carriers) carrier.join();
    std::map<std::string, std::string> earlier;
    for (const std::string& id : ids) earlier[id] = follows(server.ended_record(id));
    int first_ones = 0;
    for (const std::string& id : ids) {
      first_ones += earlier[id].empty();
      std::string at = id;
      for (std::size_t steps = 0; !at.empty(); at = earlier[at])
        ASSERT_LE(++steps, ids.size()) << "a call that follows itself";
    }
    EXPECT_EQ(first_ones, 1) << "of the calls with " << call;
  }
}

TEST(Lifecycle, CallsAboveTheLimitAreRefusedWithACode) {
  config::Settings settings;
  settings.calls.max_calls = 1;
  kit::TestServer server(settings);
  kit::MediaClient first(server.port(), "/media/twilio");
  ASSERT_TRUE(first.is_open());
  EXPECT_FALSE(kit::MediaClient(server.port(), "/media/twilio").is_open());
  const auto refusal =
      kit::http(server.port(), "GET", "/media/twilio",
                {"Connection: close, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="});
  EXPECT_EQ(refusal.status, 503);
  EXPECT_EQ(refusal.json()["code"], 2013);
}

TEST(Lifecycle, DrainingEndsEveryCallAtItsLimitAndTakesNoMore) {
  config::Settings settings;
  settings.drain.limit = Millis{0};
  kit::TestServer server(settings);
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  ASSERT_TRUE(server.begins("CA1"));
  std::thread reader([&] { client.read_to_the_end(); });
  const auto start = system::now();
  server.server().drain();
  EXPECT_LT(system::now() - start, Micros{3'000'000});
  EXPECT_EQ(server.context().registry.size(), 0u);
  EXPECT_EQ(server.context().calls_ended, 1u);
  reader.join();
}

}  // namespace
}  // namespace hookswitch
