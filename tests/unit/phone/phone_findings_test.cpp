#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hookswitch/phone/phone.hpp"
#include "unit/phone/phone_rig.hpp"

// Whose doing an end was, what was missed by then, and that no peer's words drive a terminal.

namespace hookswitch::phone {
namespace {

std::vector<std::string> findings(const PhoneRig& rig) {
  std::vector<std::string> names;
  const auto report = rig.report();
  for (const auto& finding : report["findings"]) names.push_back(finding["name"]);
  return names;
}

std::string evidence(const PhoneRig& rig, std::string_view name) {
  const auto report = rig.report();
  for (const auto& finding : report["findings"])
    if (finding["name"] == name) return finding["evidence"];
  return "none";
}

TEST(PhoneFindings, AConnectionThatTheHostLetGoIsTheHostsAndNoIdleTimeout) {
  PhoneRig rig("twilio");
  rig.call();
  rig.input(Closed{1006, "connection reset", Loss::by_host});
  EXPECT_EQ(rig.report()["end"]["by"], "host");
  EXPECT_EQ(rig.report()["end"]["detail"], "1006 connection reset");
  const std::string remedy = rig.report()["findings"][0]["remedy"];
  EXPECT_TRUE(remedy.starts_with("Look at the peer's process")) << remedy;
}

TEST(PhoneFindings, AHostThatBreaksTheProtocolEndsTheCallAtOnceAndIsNamed) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(1s);
  rig.input(Broken{wire::ProtocolRule::masked_frame, "MASK must be clear"});
  ASSERT_TRUE(rig.ended);
  EXPECT_TRUE(rig.ended->failed);
  ASSERT_EQ(rig.closes.size(), 1u);
  EXPECT_EQ(rig.closes[0].code, wire::CloseCode::protocol_error);
  const auto end = rig.report()["end"];
  EXPECT_EQ(end["cause"], "host_broke_protocol");
  EXPECT_EQ(end["by"], "host");
  EXPECT_EQ(end["code"], 1030);
  EXPECT_EQ(end["detail"],
            "masked_frame: a server does not mask its frames (RFC 6455, section 5.1) [MASK must be "
            "clear]");
  EXPECT_EQ(findings(rig), (std::vector<std::string>{"protocol_error", "nothing_heard"}));
  EXPECT_EQ(rig.count("closed"), 1);
}

TEST(PhoneFindings, AnUpgradeThatBreaksTheProtocolIsNoUnreachableHost) {
  PhoneRig rig("twilio");
  rig.dial();
  rig.input(Broken{wire::ProtocolRule::accept_key});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.report()["end"]["cause"], "host_broke_protocol");
  EXPECT_EQ(findings(rig), (std::vector<std::string>{"protocol_error"}));
}

TEST(PhoneFindings, AFaultInTheHostsFarewellFailsTheCallThatWasHungUp) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(100ms);
  rig.input(HangUp{});
  rig.input(Broken{wire::ProtocolRule::close_code});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.report()["end"]["cause"], "hung_up");
  EXPECT_EQ(rig.report()["outcome"], "failed");
  EXPECT_EQ(findings(rig).front(), "protocol_error");
}

TEST(PhoneFindings, AMessageThatIsTooLargeIsTheHosts) {
  PhoneRig rig("twilio");
  rig.call();
  rig.input(TooLarge{});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.closes[0].code, wire::CloseCode::too_large);
  EXPECT_EQ(rig.report()["end"]["by"], "host");
  EXPECT_EQ(rig.report()["end"]["name"], "message_too_large");
}

TEST(PhoneFindings, TellsWhyTlsDidNotComeUp) {
  const auto end = [](wire::TlsFault fault) {
    PhoneRig rig("twilio");
    rig.dial("wss://host/media");
    rig.input(TlsRefused{fault, "in their words"});
    EXPECT_TRUE(rig.ended && rig.ended->failed);
    return rig.report()["end"];
  };
  const auto expired = end(wire::TlsFault::expired);
  EXPECT_EQ(expired["cause"], "certificate_refused");
  EXPECT_EQ(expired["by"], "host");
  EXPECT_EQ(expired["detail"], "expired: the certificate has expired [in their words]");
  EXPECT_EQ(end(wire::TlsFault::protocol_version)["cause"], "tls_failed");
}

TEST(PhoneFindings, AnAbortedCallIsNeitherCompletedNorFailed) {
  for (const bool at_limit : {false, true}) {
    PhoneRig rig("twilio");
    rig.call();
    rig.run(100ms);
    rig.input(Abort{at_limit, "why"});
    EXPECT_EQ(rig.log.stops, 1);
    EXPECT_EQ(rig.phone.state(), State::hanging_up);
    rig.input(Closed{1000, ""});
    EXPECT_FALSE(rig.ended->failed);
    EXPECT_EQ(rig.report()["outcome"], "aborted");
    EXPECT_EQ(rig.report()["end"]["cause"], at_limit ? "limit_reached" : "aborted");
    EXPECT_EQ(rig.report()["end"]["code"], at_limit ? 2033 : 2032);
    EXPECT_EQ(rig.report()["end"]["by"], at_limit ? "phone" : "caller");
    EXPECT_EQ(rig.report()["end"]["detail"], "why");
  }
  PhoneRig rig("twilio");
  rig.dial();
  rig.input(Abort{});
  EXPECT_EQ(rig.report()["outcome"], "aborted");
}

TEST(PhoneFindings, AnAbortAfterTheEndChangesNothing) {
  PhoneRig rig("twilio");
  rig.call();
  rig.input(HangUp{});
  rig.input(Abort{});
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.report()["outcome"], "completed");
  EXPECT_EQ(rig.outputs_after_end, 0);
}

TEST(PhoneFindings, SaysHowMuchOfTheHostsAudioWasNeverPlayed) {
  Config config;
  config.playout = Playout::clock;
  PhoneRig rig("twilio", config);
  rig.call();
  rig.host_says(rig.host->write_audio(sawtooth(16'000)));  // 2 s in one message
  rig.run(500ms);
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.report()["outcome"], "completed");
  const std::string told = evidence(rig, "audio_not_played");
  ASSERT_TRUE(told.ends_with(" ms of 2000 ms were never played")) << told;
  EXPECT_NEAR(std::stoi(told), 1'550, 50);  // the first of it was held back for a moment
}

TEST(PhoneFindings, WhatWaitsWhenTheCallerHangsUpIsNotMissed) {
  Config config;
  config.playout = Playout::clock;
  PhoneRig rig("twilio", config);
  rig.call();
  rig.host_says(rig.host->write_audio(sawtooth(16'000)));
  rig.run(1s);
  rig.input(HangUp{});
  rig.input(Closed{1000, ""});
  EXPECT_EQ(evidence(rig, "audio_not_played"), "none");
}

TEST(PhoneFindings, TellsSilenceAllCallFromSpeech) {
  for (const bool speaks : {false, true}) {
    Config config;
    config.playout = Playout::clock;
    PhoneRig rig("twilio", config);
    rig.call();
    for (int i = 0; i < 100; ++i) {
      rig.host_says(rig.host->write_audio(speaks ? sawtooth(160) : Pcm(160, 4)));
      rig.run(20ms);
    }
    rig.input(HangUp{});
    rig.input(Closed{1000, ""});
    EXPECT_EQ(rig.report()["outcome"], "completed");
    EXPECT_EQ(evidence(rig, "only_silence_heard") == "none", speaks);
    EXPECT_EQ(evidence(rig, "nothing_heard"), "none");
  }
}

TEST(PhoneFindings, SaysHowMuchOfTheCallersSpeechWasSaid) {
  Config config;
  config.device_rate_hz = 16'000;
  PhoneRig rig("twilio", config);
  rig.call();
  const std::vector<float> speech(16'000 * 3, 0.25F);
  rig.input(Microphone{speech, 300ms});
  rig.run(1'300ms);
  rig.input(Closed{1000, ""});
  const std::string told = evidence(rig, "speech_not_said");
  ASSERT_TRUE(told.ends_with(" ms of 3000 ms were said")) << told;
  EXPECT_NEAR(std::stoi(told), 1'000, 40);
}

TEST(PhoneFindings, SpeechThatWasSaidIsNoFinding) {
  Config config;
  config.device_rate_hz = 48'000;
  PhoneRig rig("twilio", config);
  rig.call();
  rig.input(Microphone{std::vector<float>(48'000, 0.25F), 300ms});
  rig.run(1'400ms);
  rig.input(HangUp{});
  rig.input(Closed{1000, ""});
  EXPECT_EQ(evidence(rig, "speech_not_said"), "none");
}

TEST(PhoneFindings, KeepsWhatTheCallerRemarks) {
  PhoneRig rig("twilio");
  rig.input(Remark{Errc::wav_incomplete, "half of it"});
  rig.call();
  rig.input(Closed{1000, ""});
  EXPECT_EQ(evidence(rig, "wav_incomplete"), "half of it");
}

TEST(PhoneFindings, NothingThatAHostSaysReachesATerminalAsACommand) {
  const std::string nasty = "\x1b]0;owned\x07\u009b2J\u202egpj";
  const auto is_plain = [](const std::string& text) {
    return text.find_first_of("\x1b\x07") == text.npos && text.find("\u009b") == text.npos &&
           text.find("\u202e") == text.npos;
  };
  const auto all_plain = [&](const PhoneRig& rig) {
    for (const auto& event : rig.events) EXPECT_TRUE(is_plain(event.detail)) << event.name;
    const auto report = rig.report();
    EXPECT_TRUE(is_plain(report.dump())) << report.dump();
  };
  PhoneRig closed("twilio");
  closed.dial();
  closed.input(Opened{nasty});
  closed.host_says(closed.host->write_mark(nasty));
  closed.host_says("{\"event\":\"\\u001b[2J\"}");
  closed.input(Closed{4000, nasty});
  all_plain(closed);
  EXPECT_GE(closed.count("mark"), 1);

  PhoneRig refused("twilio");
  refused.dial("ws://host/" + nasty);
  refused.input(NotOpened{302, nasty, nasty});
  all_plain(refused);

  PhoneRig broken("twilio");
  broken.call();
  broken.input(Broken{wire::ProtocolRule::other, nasty});
  all_plain(broken);
}

}  // namespace
}  // namespace hookswitch::phone
