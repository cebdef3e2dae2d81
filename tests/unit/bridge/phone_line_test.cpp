// The phone call is ended over the carrier's API, once, and the record says what became of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;
using record::HangUpOutcome;

CallRig rig_of(std::string_view dialect, carrier::Account account) {
  Config config = CallRig::of(dialect);
  config.account = std::move(account);
  return CallRig(config);
}

CallRig with_account() {
  return rig_of("twilio", {{"account_sid", "AC1"}, {"auth_token", "secret-token"}});
}

void hang_up(CallRig& rig) {
  rig.up();
  rig.input(HangUpRequest{"by test"});
}

void reply(CallRig& rig, int status, std::string_view body = {}) {
  rig.input(PhoneReplied{{status, body}});
}

bool diagnosed(const CallRig& rig, Errc code) {
  return std::any_of(rig.record->diagnosis.begin(), rig.record->diagnosis.end(),
                     [code](const record::DiagnosisFact& each) { return each.code == code; });
}

TEST(PhoneLine, IsHungUpOnceWhenTheBridgeEndsTheCall) {
  CallRig rig = with_account();
  hang_up(rig);
  ASSERT_EQ(rig.phone_requests.size(), 1u);
  const HangUpPhone& asked = rig.phone_requests.front();
  EXPECT_EQ(asked.request.method, "POST");
  EXPECT_EQ(asked.request.url, "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls/" +
                                   rig.phone->facts().call_id + ".json");
  EXPECT_EQ(asked.request.body, "Status=completed");
  EXPECT_TRUE(asked.claims.empty());
  EXPECT_GT(asked.timeout, 0us);
  EXPECT_FALSE(rig.record) << "the record waits for the outcome";
  rig.run(300ms);
  EXPECT_FALSE(rig.record);
  reply(rig, 200);
  ASSERT_TRUE(rig.record);
  ASSERT_TRUE(rig.record->hang_up);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::hung_up);
  EXPECT_EQ(rig.record->hang_up->attempts, 1);
  EXPECT_EQ(rig.record->hang_up->http_status, 200);
  EXPECT_EQ(rig.record->hang_up->at_ms - rig.record->end->at_ms, 300);
  EXPECT_TRUE(rig.gone_ms);
  EXPECT_EQ(rig.phone_requests.size(), 1u);
  EXPECT_FALSE(diagnosed(rig, Errc::line_left_to_carrier));
  EXPECT_FALSE(diagnosed(rig, Errc::hang_up_failed));
}

TEST(PhoneLine, ThatWasOverBeforeIsASuccess) {
  CallRig rig = with_account();
  hang_up(rig);
  reply(rig, 404, R"({"code":20404})");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::was_over);
  EXPECT_FALSE(diagnosed(rig, Errc::hang_up_failed));
}

TEST(PhoneLine, IsAskedForAgainWhileTheServiceFails) {
  CallRig rig = with_account();
  hang_up(rig);
  reply(rig, 503, "busy");
  EXPECT_EQ(rig.phone_requests.size(), 1u);
  rig.run(99ms);
  EXPECT_EQ(rig.phone_requests.size(), 1u);
  rig.run(1ms);
  EXPECT_EQ(rig.phone_requests.size(), 2u);
  rig.input(PhoneNotReached{"connection refused"});
  rig.run(200ms);
  ASSERT_EQ(rig.phone_requests.size(), 3u);
  EXPECT_LT(rig.phone_requests.back().timeout, rig.phone_requests.front().timeout);
  reply(rig, 204);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::hung_up);
  EXPECT_EQ(rig.record->hang_up->attempts, 3);
}

TEST(PhoneLine, IsNotAskedForAgainWhenItWasRefused) {
  CallRig rig = with_account();
  hang_up(rig);
  reply(rig, 401, "Authenticate with secret-token");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::refused);
  EXPECT_EQ(rig.record->hang_up->http_status, 401);
  rig.run(5s);
  EXPECT_EQ(rig.phone_requests.size(), 1u);
  EXPECT_TRUE(diagnosed(rig, Errc::hang_up_failed));
}

TEST(PhoneLine, ThatNeverAnswersDelaysTheEndByItsBoundAndNoMore) {
  CallRig rig = with_account();
  hang_up(rig);
  const std::int64_t ended = rig.ms();
  rig.run(5s);
  ASSERT_TRUE(rig.record && rig.gone_ms);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::unanswered);
  EXPECT_LE(*rig.gone_ms - ended, 2'000);
  EXPECT_TRUE(diagnosed(rig, Errc::hang_up_failed));
}

TEST(PhoneLine, IsLeftAloneWhenTheCarrierEndedTheCall) {
  CallRig stopped = with_account();
  stopped.up();
  stopped.stop();
  stopped.run(3s);
  EXPECT_TRUE(stopped.phone_requests.empty());
  EXPECT_FALSE(stopped.record->hang_up);

  CallRig replaced = with_account();
  replaced.up();
  replaced.input(Replaced{"0190-newer"});
  replaced.run(3s);
  EXPECT_TRUE(replaced.phone_requests.empty()) << "the call goes on over another socket";
}

TEST(PhoneLine, IsLeftToTheCarrierWithoutAnAccount) {
  CallRig rig = rig_of("twilio", {});
  hang_up(rig);
  rig.run(3s);
  EXPECT_TRUE(rig.phone_requests.empty());
  EXPECT_TRUE(diagnosed(rig, Errc::line_left_to_carrier));
}

TEST(PhoneLine, IsLeftToTheCarrierWhoseAddressIsNotKnown) {
  CallRig rig = rig_of("ucid:waybeo", {{"token", "t0ken"}});
  hang_up(rig);
  rig.run(3s);
  EXPECT_TRUE(rig.phone_requests.empty());
  ASSERT_TRUE(rig.record);
  EXPECT_FALSE(rig.record->hang_up);
}

TEST(PhoneLine, IsLeftToTheCarrierWhoseCallHasNoId) {
  CallRig rig = with_account();
  rig.open();
  rig.run(6s);
  ASSERT_TRUE(rig.record);
  EXPECT_TRUE(rig.phone_requests.empty());
}

TEST(PhoneLine, IsAskedForWithATokenOfItsOwnForEachTry) {
  CallRig rig = rig_of("vonage", {{"application_id", "app-1"}, {"private_key", "PEM"}});
  hang_up(rig);
  reply(rig, 500);
  rig.run(100ms);
  ASSERT_EQ(rig.phone_requests.size(), 2u);
  for (const HangUpPhone& asked : rig.phone_requests) {
    EXPECT_EQ(asked.request.method, "PUT");
    EXPECT_EQ(asked.request.body, R"({"action":"hangup"})");
    EXPECT_EQ(asked.private_key, "PEM");
    EXPECT_NE(asked.claims.find(R"("application_id":"app-1")"), std::string::npos);
  }
  EXPECT_NE(rig.phone_requests.front().claims, rig.phone_requests.back().claims);
}

TEST(PhoneLine, OfACarrierThatNeedsItsSocketForThatKeepsItForAWhile) {
  CallRig rig =
      rig_of("ucid:waybeo", {{"api_url", "https://pbx.example/bot-call"}, {"token", "t0ken"}});
  hang_up(rig);
  ASSERT_EQ(rig.phone_requests.size(), 1u);
  EXPECT_EQ(rig.phone_requests.front().request.url, "https://pbx.example/bot-call");
  reply(rig, 200);
  rig.run(999ms);
  EXPECT_TRUE(rig.carrier_open);
  rig.run(1ms);
  EXPECT_FALSE(rig.carrier_open);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->hang_up->outcome, HangUpOutcome::hung_up);
}

/// The vendor's side: a call that is up until a request ends it.
struct Vendor {
  bool up = true;
  int ended = 0;

  int execute() {
    if (!up) return 404;
    up = false;
    ++ended;
    return 200;
  }
};

TEST(PhoneLine, EndsAtMostOnceInAThousandRunsOfFaults) {
  Rng rng(20'261'201);
  int hung_up = 0;
  for (int run = 0; run < 1'000; ++run) {
    SCOPED_TRACE(run);
    CallRig rig = with_account();
    Vendor vendor;
    hang_up(rig);
    std::size_t handled = 0;
    const std::int64_t ended = rig.ms();
    while (!rig.record && rig.ms() - ended < 5'000) {
      if (handled == rig.phone_requests.size()) {
        rig.run(10ms);
        continue;
      }
      const Micros timeout = rig.phone_requests[handled++].timeout;
      const Micros delay{static_cast<std::int64_t>(rng.below(400'000))};
      switch (rng.below(6)) {
        case 0:  // executed, the response is lost
          vendor.execute();
          rig.run(timeout);
          rig.input(PhoneNotReached{"timed out"});
          break;
        case 1:  // executed, and reported as failed
          vendor.execute();
          rig.run(delay);
          reply(rig, 502);
          break;
        case 2:
          rig.run(delay);
          reply(rig, 500);
          break;
        case 3:
          rig.input(PhoneNotReached{"connection refused"});
          break;
        case 4:  // the caller hangs up meanwhile
          vendor.up = false;
          [[fallthrough]];
        default:
          rig.run(delay);
          if (const int status = vendor.execute(); !rig.record) reply(rig, status);
      }
    }
    ASSERT_TRUE(rig.record && rig.record->hang_up);
    EXPECT_LE(vendor.ended, 1);
    EXPECT_LE(*rig.ended_ms - ended, 2'000);
    if (!rig.record->hang_up->is_over()) continue;
    ++hung_up;
    EXPECT_FALSE(vendor.up);
  }
  EXPECT_GT(hung_up, 600) << "most faults pass within the bound";
}

}  // namespace
}  // namespace hookswitch::bridge
