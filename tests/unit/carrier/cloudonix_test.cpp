// Vectors of Cloudonix.
#include "hookswitch/carrier/cloudonix/cloudonix.hpp"

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

TEST(CloudonixHostEnd, TakesTheSessionForTheCallsId) {
  const auto host = make_stream_host(kCloudonixStyle);
  const Started started = read_as<Started>(
      *host,
      text(R"({"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"accountSid":)"
           R"("acme.cloudonix.net","streamSid":"MZ1","callSid":"c1","session":"7f3e",)"
           R"("from":"+15550100","to":"+15550101","context":"outbound-api","tracks":["inbound"],)"
           R"("mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},)"
           R"("customParameters":{}}})"));
  EXPECT_EQ(started.call_id, "7f3e");
  EXPECT_EQ(started.stream_id, "MZ1");
  EXPECT_EQ(started.from, "+15550100");
  EXPECT_EQ(started.parameters, (Parameters{{"context", "outbound-api"}}));
}

TEST(CloudonixCarrierEnd, HasTwoIdsOfTheCallAndADomain) {
  Rng rng(1);
  const auto carrier = make_stream_carrier(kCloudonixStyle, {}, rng);
  const auto opening = carrier->write_opening();
  EXPECT_EQ(opening[0].payload, R"({"event":"connected","protocol":"Call","version":"1.0.0"})");
  const auto start = (*wire::read_object(opening[1].payload))["start"];
  EXPECT_EQ(start["session"], carrier->facts().call_id);
  EXPECT_NE(start["callSid"], start["session"]);
  const std::string account = start["accountSid"];
  EXPECT_TRUE(account.ends_with(".cloudonix.net")) << account;
  const auto stop = (*wire::read_object(carrier->write_stop()->payload))["stop"];
  EXPECT_EQ(stop, (wire::Json{{"accountSid", account}, {"callSid", start["callSid"]}}));
}

TEST(CloudonixHangUp, DeletesTheSessionOfTheDomain) {
  const Account account{{"domain", "acme.cloudonix.net"}, {"api_key", "K"}};
  const auto request = kCloudonixHangUpApi.request(account, "https://api.cloudonix.io", "7f/3e");
  EXPECT_EQ(request.method, "DELETE");
  EXPECT_EQ(request.url,
            "https://api.cloudonix.io/customers/self/domains/acme.cloudonix.net/sessions/7f%2F3e");
  EXPECT_EQ(request.headers.front().value, "Bearer K");
  EXPECT_TRUE(kCloudonixHangUpApi.was_over({404, {}}));
  EXPECT_FALSE(kCloudonixHangUpApi.was_over({401, {}}));
}

}  // namespace
}  // namespace hookswitch::carrier
