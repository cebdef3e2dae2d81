#include <gtest/gtest.h>

#include "hookswitch/phone/phone.hpp"
#include "unit/phone/phone_rig.hpp"

// How a call ends, and what the report says of it.

namespace hookswitch::phone {
namespace {

TEST(PhoneEnd, TwilioSaysStopThenCloses) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(100ms);
  rig.input(HangUp{});
  EXPECT_EQ(rig.log.stops, 1);
  ASSERT_EQ(rig.closes.size(), 1u);
  EXPECT_EQ(rig.closes[0].code, wire::CloseCode::normal);
  EXPECT_EQ(rig.phone.state(), State::hanging_up);
  rig.run(80ms);
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.report()["host_closed_after_ms"], 80);
  EXPECT_EQ(rig.report()["outcome"], "completed");
}

TEST(PhoneEnd, VonageClosesWithoutAWord) {
  PhoneRig rig("vonage");
  rig.call();
  rig.run(100ms);
  const std::size_t before = rig.sent.size();
  rig.input(HangUp{});
  EXPECT_EQ(rig.sent.size(), before);
  EXPECT_EQ(rig.closes.size(), 1u);
}

TEST(PhoneEnd, WaybeoFallsSilentAndWaitsForTheHostToClose) {
  PhoneRig rig("ucid:waybeo");
  rig.call();
  rig.run(100ms);
  const std::size_t before = rig.sent.size();
  rig.input(HangUp{});
  rig.run(14'999ms);
  EXPECT_EQ(rig.sent.size(), before);
  EXPECT_TRUE(rig.closes.empty());
  EXPECT_FALSE(rig.ended);
  rig.run(1ms);
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.closes.size(), 1u);
  EXPECT_TRUE(rig.warned(Errc::host_never_closed));
  EXPECT_EQ(rig.report()["findings"][0]["name"], "host_never_closed");
  EXPECT_EQ(rig.report()["end"]["cause"], "hung_up");
}

TEST(PhoneEnd, ACallerWhoIsGoneSaysWhatACarrierSaysAndDoesNotWaitForTheClose) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(100ms);
  rig.input(GiveUp{});
  EXPECT_EQ(rig.log.stops, 1);
  EXPECT_FALSE(rig.closes.empty());
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.report()["state"], "ended");
  EXPECT_EQ(rig.report()["outcome"], "aborted");
  EXPECT_EQ(rig.report()["host_closed_after_ms"], nullptr);
  EXPECT_FALSE(rig.warned(Errc::host_never_closed));
  rig.input(GiveUp{});
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.outputs_after_end, 0);
}

TEST(PhoneEnd, ACallerWhoIsGoneWhileItDialsHasAReportToo) {
  PhoneRig rig("twilio");
  rig.dial();
  rig.input(GiveUp{.why = "close()"});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.closes.size(), 1u);
  EXPECT_EQ(rig.report()["end"]["cause"], "aborted");
  EXPECT_EQ(rig.report()["end"]["detail"], "close()");
}

TEST(PhoneEnd, ACallerWhoIsGoneEndsAWaitForTheHostToo) {
  PhoneRig rig("ucid:waybeo");
  rig.call();
  rig.input(HangUp{});
  ASSERT_FALSE(rig.ended);
  rig.input(GiveUp{});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.closes.size(), 1u);
  EXPECT_EQ(rig.report()["end"]["cause"], "hung_up");
}

TEST(PhoneEnd, EndSignalsOfTheCallersChoiceReplaceTheProfiles) {
  Config config;
  config.end_signals = carrier::EndSignals{.sends_stop = true, .closes_socket = false};
  PhoneRig rig("twilio", config);
  rig.call();
  rig.input(HangUp{});
  EXPECT_EQ(rig.log.stops, 1);
  EXPECT_TRUE(rig.closes.empty());
}

TEST(PhoneEnd, HangsUpAsACarrierDoesWhenTheHostAsksForIt) {
  PhoneRig rig("ucid");
  rig.call();
  rig.host_says(rig.host->write_hang_up(carrier::Outcome::completed));
  EXPECT_EQ(rig.log.stops, 1);
  EXPECT_EQ(rig.closes.size(), 1u);
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.report()["end"]["cause"], "host_hung_up");
  EXPECT_EQ(rig.report()["end"]["by"], "host");
  EXPECT_EQ(rig.report()["outcome"], "completed");
}

TEST(PhoneEnd, AHostThatClosesFirstEndsTheCallWithoutFailure) {
  PhoneRig rig("twilio");
  rig.call();
  rig.host_says(rig.host->write_audio(Pcm(160, 100)));
  rig.input(Closed{1000, "bye"});
  ASSERT_TRUE(rig.ended);
  EXPECT_FALSE(rig.ended->failed);
  EXPECT_EQ(rig.report()["end"]["name"], "host_closed");
  EXPECT_EQ(rig.report()["end"]["detail"], "1000 bye");
}

TEST(PhoneEnd, ALostSocketIsAFailedCall) {
  PhoneRig rig("twilio");
  rig.call();
  rig.input(Closed{1006, ""});
  EXPECT_TRUE(rig.ended->failed);
  EXPECT_EQ(rig.report()["end"]["cause"], "socket_lost");
}

TEST(PhoneEnd, SaysWhyItCouldNotBeConnected) {
  const auto cause = [](auto&& act) {
    PhoneRig rig("twilio");
    act(rig);
    EXPECT_TRUE(rig.ended && rig.ended->failed);
    EXPECT_EQ(rig.report()["outcome"], "failed");
    return rig.report()["end"]["cause"].get<std::string>();
  };
  EXPECT_EQ(cause([](PhoneRig& rig) { rig.dial("http://host/"); }), "bad_url");
  EXPECT_EQ(cause([](PhoneRig& rig) { rig.input(HangUp{}); }), "cancelled");
  EXPECT_EQ(cause([](PhoneRig& rig) {
              rig.dial();
              rig.input(NotOpened{0, "connection refused"});
            }),
            "host_unreachable");
  EXPECT_EQ(cause([](PhoneRig& rig) {
              rig.dial();
              rig.input(NotOpened{404, "Not Found"});
            }),
            "host_refused");
  EXPECT_EQ(cause([](PhoneRig& rig) {
              rig.dial();
              rig.run(10s);
              EXPECT_EQ(rig.closes.size(), 1u);
            }),
            "dial_timeout");
  EXPECT_EQ(cause([](PhoneRig& rig) {
              rig.dial();
              rig.input(HangUp{});
              EXPECT_EQ(rig.closes.size(), 1u);
            }),
            "cancelled");
}

TEST(PhoneEnd, ASocketThatOpensAfterTheBoundIsOfNoUse) {
  PhoneRig rig("twilio");
  rig.dial();
  rig.now += 10s;
  rig.input(Opened{});
  ASSERT_TRUE(rig.ended);
  EXPECT_TRUE(rig.sent.empty());
}

}  // namespace
}  // namespace hookswitch::phone
