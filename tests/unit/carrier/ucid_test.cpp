#include "hookswitch/carrier/ucid/ucid.hpp"

#include "carrier_kit.hpp"

namespace hookswitch::carrier {
namespace {

const CarrierDialect& kUcid = *dialect_from_name("ucid");
const CarrierDialect& kWaybeo = *dialect_from_name("ucid:waybeo");

constexpr std::string_view kStart =
    R"({"event":"start","type":"text","ucid":"21275806501458167","did":"918065740671",)"
    R"("call_id":"919704665032","x_account":"serv_del",)"
    R"("x_headers":"{\"sid\":\"21275806501458167\"}","media":{"encoding":"PCMU",)"
    R"("sampleRate":8000,"channels":1,"bitsPerSample":16,"payloadType":0}})";

std::string media(std::string_view samples, std::string_view more = R"(,"sampleRate":8000)") {
  return R"({"event":"media","type":"media","ucid":"21275806501458167","data":{"samples":)" +
         std::string(samples) + std::string(more) + "}}";
}

class UcidHostEnd : public testing::Test {
 protected:
  void start() { read_as<Started>(*host_, text(kStart)); }
  std::unique_ptr<HostEnd> host_ = kUcid.make_host();
};

TEST_F(UcidHostEnd, ReadsTheFullStart) {
  const Started started = read_as<Started>(*host_, text(kStart));
  EXPECT_EQ(started.call_id, "21275806501458167");
  EXPECT_EQ(started.from, "919704665032");
  EXPECT_EQ(started.to, "918065740671");
  EXPECT_EQ(started.format.rate_hz, 8'000);
  EXPECT_EQ(started.parameters,
            (Parameters{{"sid", "21275806501458167"}, {"x_account", "serv_del"}}));
}

TEST_F(UcidHostEnd, ReadsTheShortStarts) {
  EXPECT_EQ(read_as<Started>(
                *host_, text(R"({"event":"start","ucid":"tywTCdIB_zE84Oj48tn8Z","type":"text"})"))
                .call_id,
            "tywTCdIB_zE84Oj48tn8Z");
  host_ = kUcid.make_host();
  EXPECT_EQ(
      read_as<Started>(*host_, text(R"({"event":"start","type":"text","ucid":"7","did":"9"})")).to,
      "9");
}

TEST_F(UcidHostEnd, KeepsAllDigitsOfAnIdGivenAsANumber) {
  EXPECT_EQ(read_as<Started>(*host_, text(R"({"event":"start","ucid":21275806501458167})")).call_id,
            "21275806501458167");
}

TEST_F(UcidHostEnd, KeepsHeadersThatAreNotJsonAsTheyAre) {
  EXPECT_EQ(read_as<Started>(*host_,
                             text(R"({"event":"start","ucid":"7","x_headers":"operator=Airtel"})"))
                .parameters,
            (Parameters{{"x_headers", "operator=Airtel"}}));
}

TEST_F(UcidHostEnd, ReadsTheMessagesOfTheReferenceInTextAndBinaryFrames) {
  for (const wire::Opcode opcode : {wire::Opcode::text, wire::Opcode::binary}) {
    host_ = kUcid.make_host();
    const auto frame = [&](std::string_view payload) { return wire::FrameView{opcode, payload}; };
    read_as<Started>(*host_, frame(kStart));
    const std::string audio =
        media("[8,8,-3]", R"(,"bitsPerSample":16,"sampleRate":8000,"channelCount":1,)"
                          R"("numberOfFrames":3,"type":"data")");
    const Media read = read_as<Media>(*host_, frame(audio));
    EXPECT_EQ(owned(read.samples), (Pcm{8, 8, -3}));
    EXPECT_EQ(read.rate_hz, 8'000);
    EXPECT_EQ(read_as<Digit>(*host_, frame(R"({"event":"media","type":"dtmf",)"
                                           R"("ucid":"21275806501458167","signal":"5"})"))
                  .digit,
              '5');
    EXPECT_EQ(read_as<MarkPlayed>(*host_, frame(R"({"event":"mark","type":"ack","ucid":)"
                                                R"("21275806501458167","seqid":"utt-7-00042",)"
                                                R"("timestamp":1761560089206})"))
                  .name,
              "utt-7-00042");
    EXPECT_EQ(read_as<Stopped>(*host_, frame(R"({"event":"stop","type":"text","ucid":)"
                                             R"("21275806501458167","did":"9","cause":433})"))
                  .reason,
              "cause 433");
  }
}

TEST_F(UcidHostEnd, ReadsEveryShapeOfStop) {
  EXPECT_EQ(
      read_as<Stopped>(*host_, text(R"({"event":"stop","ucid":"TEST-001","type":"text"})")).reason,
      "stop");
  read_as<Stopped>(*host_, text(R"({"event":"stop","type":"text","ucid":"TEST-001","did":"9"})"));
}

TEST_F(UcidHostEnd, PassesOverTheFirstPacketOnlyWhenItsRateDiffers) {
  const std::string other = media("[1,2]", R"(,"sampleRate":16000)");
  start();
  read_as<Ignored>(*host_, text(other));
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Media>(*host_, text(other), &anomaly).rate_hz, 16'000);
  EXPECT_EQ(anomaly, Errc::other_rate);
  host_ = kUcid.make_host();
  start();
  EXPECT_EQ(read_as<Media>(*host_, text(media("[1,2]"))).samples.size(), 2u);
  host_ = kUcid.make_host();
  read_as<Started>(*host_, text(R"({"event":"start","ucid":"21275806501458167",)"
                                R"("media":{"sampleRate":"16000"}})"));
  EXPECT_EQ(host_->host_format().rate_hz, 16'000);
  EXPECT_EQ(read_as<Media>(*host_, text(other)).samples.size(), 2u);
}

TEST_F(UcidHostEnd, SaysThatAPacketClaimsAnotherRateThanTheCallsAndPlaysItAtThat) {
  start();
  std::optional<Errc> anomaly;
  const auto packet = [&](std::string_view rate) {
    return read_as<Media>(*host_, text(media("[1,2]", rate)), &anomaly).rate_hz;
  };
  EXPECT_EQ(packet(R"(,"sampleRate":8000)"), 8'000);
  EXPECT_EQ(anomaly, std::nullopt);
  for (const int other : {16'000, 24'000, 48'000}) {  // in the middle of the call
    EXPECT_EQ(packet(R"(,"sampleRate":)" + std::to_string(other)), other);
    EXPECT_EQ(anomaly, Errc::other_rate) << other;
  }
  EXPECT_EQ(packet(""), 8'000);
  EXPECT_EQ(anomaly, std::nullopt);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"sampleRate":32000)"))),
            Errc::unsupported_format);
}

TEST_F(UcidHostEnd, TakesTheRateOfTheFirstPacketForTheCallsWhereTheStartNamesNone) {
  read_as<Started>(*host_, text(R"({"event":"start","ucid":"21275806501458167"})"));
  const std::string packet = media("[1,2]", R"(,"sampleRate":16000)");
  read_as<Ignored>(*host_, text(packet));  // it may be a calibration packet
  for (int i = 0; i < 3; ++i) EXPECT_EQ(read_as<Media>(*host_, text(packet)).rate_hz, 16'000);
  std::optional<Errc> anomaly;
  read_as<Media>(*host_, text(media("[1,2]")), &anomaly);
  EXPECT_EQ(anomaly, Errc::other_rate);
}

TEST_F(UcidHostEnd, SaysThatTheNumberOfSamplesIsNotTheirsAndPlaysThem) {
  start();
  std::optional<Errc> anomaly;
  for (const std::string_view frames : {"80", "2", "0", "-1"}) {
    const std::string more = R"(,"numberOfFrames":)" + std::string(frames);
    // As it is read in a hurry, and with care.
    for (const std::string& packet : {media("[1,2,3]", more), media(R"(["1",2,3])", more)})
      EXPECT_EQ(owned(read_as<Media>(*host_, text(packet), &anomaly).samples), (Pcm{1, 2, 3}));
    read_as<Media>(*host_, text(media("[1,2,3]", more)), &anomaly);
    EXPECT_EQ(anomaly, Errc::wrong_sample_count) << frames;
  }
  read_as<Media>(*host_, text(media("[1,2,3]", R"(,"numberOfFrames":3)")));
}

TEST_F(UcidHostEnd, ReadsTheTypeWhereThereIsNoEvent) {
  EXPECT_EQ(read_as<Started>(*host_, text(R"({"type":"connected","ucid":"7","did":"9"})")).to, "9");
  EXPECT_EQ(read_as<Media>(*host_, text(R"({"type":"media","ucid":"7","data":{"samples":[1]}})"))
                .samples.size(),
            1u);
  EXPECT_EQ(read_as<Digit>(*host_, text(R"({"type":"dtmf","ucid":"7","signal":"5"})")).digit, '5');
  EXPECT_EQ(read_as<MarkPlayed>(*host_, text(R"({"type":"ack","ucid":"7","seqid":"a"})")).name,
            "a");
  // Samples do not make it audio.
  read_as<Stopped>(*host_, text(R"({"type":"disconnected","ucid":"7","data":{"samples":[1]}})"));
  EXPECT_EQ(read_as<Stopped>(*host_, text(R"({"type":"stop","ucid":"7"})")).reason, "stop");
  EXPECT_EQ(refused(*host_, text(R"({"type":"weather","ucid":"7"})")), Errc::missing_field);
}

TEST_F(UcidHostEnd, ReadsDidAsTheCallerWhereThereIsAVmnOrTheVendorIsWaybeo) {
  const std::string_view both = R"({"event":"start","ucid":"7","did":"91111","vmn":"92222"})";
  const std::string_view did = R"({"event":"start","ucid":"7","did":"91111","type":"text"})";
  Started started = read_as<Started>(*host_, text(both));
  EXPECT_EQ(started.from, "91111");
  EXPECT_EQ(started.to, "92222");
  host_ = kWaybeo.make_host();
  started = read_as<Started>(*host_, text(both));
  EXPECT_EQ(started.from, "91111");
  EXPECT_EQ(started.to, "92222");
  host_ = kWaybeo.make_host();
  started = read_as<Started>(*host_, text(did));
  EXPECT_EQ(started.from, "91111");
  EXPECT_EQ(started.to, "");
  host_ = kUcid.make_host();
  started = read_as<Started>(*host_, text(did));
  EXPECT_EQ(started.from, "");
  EXPECT_EQ(started.to, "91111");
}

TEST_F(UcidHostEnd, UsesAudioThatComesBeforeTheStart) {
  std::optional<Errc> anomaly;
  EXPECT_EQ(read_as<Media>(*host_, text(media("[1]")), &anomaly).samples.size(), 1u);
  EXPECT_EQ(anomaly, Errc::media_before_start);
  start();
}

TEST_F(UcidHostEnd, ClampsSamplesAndUnderstandsSloppyOnes) {
  start();
  std::optional<Errc> anomaly;
  EXPECT_EQ(
      owned(read_as<Media>(*host_, text(media("[32768,-40000,99999999999999999999,5]")), &anomaly)
                .samples),
      (Pcm{32'767, -32'768, 32'767, 5}));
  EXPECT_EQ(anomaly, Errc::sample_out_of_range);
  EXPECT_EQ(owned(read_as<Media>(*host_, text(media(R"([1.9,-1.9,null,"-7"])")), &anomaly).samples),
            (Pcm{1, -1, 0, -7}));
  EXPECT_EQ(anomaly, Errc::wrong_type);
  for (const std::string_view samples : {R"([1,"x"])", "[true]", "[[1]]", "[{}]"})
    EXPECT_EQ(refused(*host_, text(media(samples))), Errc::wrong_type) << samples;
}

TEST_F(UcidHostEnd, RefusesWhatItCannotUseAndGoesOn) {
  start();
  EXPECT_EQ(refused(*host_, text(media("[]"))), Errc::empty_audio);
  EXPECT_EQ(refused(*host_, text(media("7"))), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"sampleRate":11025)"))),
            Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"sampleRate":0)"))), Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"sampleRate":[])"))), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"channelCount":2)"))), Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text(media("[1]", R"(,"bitsPerSample":8)"))), Errc::unsupported_format);
  EXPECT_EQ(refused(*host_, text(R"({"event":"media","data":{}})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":"media","data":[]})")), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(R"({"event":"media"})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":"media","ucid":"8","data":{"samples":[1]}})")),
            Errc::wrong_stream);
  EXPECT_EQ(refused(*host_, text(R"({"event":"mark"})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text("{}")), Errc::missing_field);
  read_as<Media>(*host_, text(media("[1]")));
}

TEST_F(UcidHostEnd, RefusesAStartWithoutIdOrWithAnotherRate) {
  EXPECT_EQ(refused(*host_, text(R"({"event":"start"})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":"start","ucid":""})")), Errc::missing_field);
  EXPECT_EQ(refused(*host_, text(R"({"event":"start","ucid":{}})")), Errc::wrong_type);
  EXPECT_EQ(refused(*host_, text(R"({"event":"start","ucid":"7","media":{"sampleRate":44100}})")),
            Errc::unsupported_format);
  start();
}

TEST_F(UcidHostEnd, KeepsTheFirstStartAndPassesOverWhatItDoesNotKnow) {
  start();
  std::optional<Errc> anomaly;
  read_as<Ignored>(*host_, text(R"({"event":"start","ucid":"8"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_start);
  read_as<Ignored>(*host_, text(R"({"event":"weather"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
  EXPECT_EQ(read_as<Ignored>(*host_, text(R"({"command":"clearBuffer"})"), &anomaly).event,
            "clearBuffer");
}

TEST_F(UcidHostEnd, WritesTheMessagesOfTheReference) {
  start();
  EXPECT_EQ(host_->write_audio(Pcm{1, -3, 5}).payload,
            R"({"event":"media","type":"media","ucid":"21275806501458167","seqid":"utt-1-00001",)"
            R"("data":{"samples":[1,-3,5],"bitsPerSample":16,"sampleRate":8000,"channelCount":1,)"
            R"("numberOfFrames":3,"type":"data"}})");
  EXPECT_EQ(host_->write_clear()->payload,
            R"({"command":"clearBuffer","sessionId":"21275806501458167"})");
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload,
            R"({"command":"callDisconnect","sessionId":"21275806501458167"})");
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("m")));
}

TEST_F(UcidHostEnd, GivesEveryPacketItsOwnIdAndTiesMarksToThem) {
  start();
  const auto seqid = [&] {
    const std::string packet = host_->write_audio(Pcm{0}).payload;
    return packet.substr(packet.find("utt-"), 11);
  };
  const auto acknowledged = [&](std::string_view id) {
    return read_as<MarkPlayed>(*host_,
                               text(R"({"event":"mark","seqid":")" + std::string(id) + "\"}"))
        .name;
  };
  EXPECT_EQ(seqid(), "utt-1-00001");
  EXPECT_EQ(seqid(), "utt-1-00002");
  host_->write_mark("first");
  EXPECT_EQ(seqid(), "utt-2-00001");
  host_->write_mark("second");
  EXPECT_EQ(acknowledged("utt-1-00002"), "first");
  EXPECT_EQ(acknowledged("utt-1-00002"), "utt-1-00002");  // once only
  EXPECT_EQ(seqid(), "utt-3-00001");
  host_->write_clear();
  EXPECT_EQ(acknowledged("utt-2-00001"), "utt-2-00001");  // of before the clear
  EXPECT_EQ(seqid(), "utt-4-00001");
}

class UcidCarrierEnd : public testing::Test {
 protected:
  UcidCarrierEnd() {
    facts_.call_id = "21275806501458167";
    facts_.from = "+919704665032";
    facts_.to = "918065740671";
    facts_.parameters = {{"sid", "7"}};
    make({});
  }
  void make(const UcidSwitches& ucid) { carrier_ = make_ucid_carrier(facts_, ucid, rng_); }
  Rng rng_{1};
  CallFacts facts_;
  std::unique_ptr<CarrierEnd> carrier_;
};

TEST_F(UcidCarrierEnd, WritesTheFullStartAndACalibrationPacket) {
  const auto opening = carrier_->write_opening();
  ASSERT_EQ(opening.size(), 2u);
  EXPECT_EQ(opening[0].payload,
            R"({"event":"start","type":"text","ucid":"21275806501458167","did":"918065740671",)"
            R"("call_id":"919704665032","x_headers":"{\"sid\":\"7\"}","media":{"encoding":"PCMU",)"
            R"("sampleRate":8000,"channels":1,"bitsPerSample":16,"payloadType":0}})");
  EXPECT_NE(opening[1].payload.find(R"("sampleRate":16000,"channelCount":1,"numberOfFrames":160)"),
            std::string::npos);
}

TEST_F(UcidCarrierEnd, WritesTheMessagesOfTheReference) {
  EXPECT_EQ(carrier_->write_media(Pcm{8, 8, -3}, Micros{0}).payload,
            R"({"event":"media","type":"media","ucid":"21275806501458167","data":{"samples":)"
            R"([8,8,-3],"bitsPerSample":16,"sampleRate":8000,"channelCount":1,)"
            R"("numberOfFrames":3,"type":"data"}})");
  EXPECT_EQ(carrier_->write_digit('5', 100)->payload,
            R"({"event":"media","type":"dtmf","ucid":"21275806501458167","signal":"5"})");
  EXPECT_EQ(carrier_->write_mark_played("utt-7-00042", 1'761'560'089'206)->payload,
            R"({"event":"mark","type":"ack","ucid":"21275806501458167","seqid":"utt-7-00042",)"
            R"("timestamp":1761560089206})");
  EXPECT_EQ(carrier_->write_stop()->payload,
            R"({"event":"stop","type":"text","ucid":"21275806501458167","did":"918065740671",)"
            R"("cause":433})");
}

TEST_F(UcidCarrierEnd, WritesTheShorterShapesAsSwitched) {
  make({.start = UcidStart::did, .stop = UcidStop::no_cause, .calibration_packet = false});
  const auto opening = carrier_->write_opening();
  ASSERT_EQ(opening.size(), 1u);
  EXPECT_EQ(opening[0].payload, R"({"event":"start","type":"text","ucid":"21275806501458167",)"
                                R"("did":"918065740671"})");
  EXPECT_EQ(carrier_->write_stop()->payload,
            R"({"event":"stop","type":"text","ucid":"21275806501458167","did":"918065740671"})");
}

TEST_F(UcidCarrierEnd, SpeaksAsWaybeoInThatProfile) {
  carrier_ = kWaybeo.make_carrier({}, rng_);
  const std::string& ucid = carrier_->facts().call_id;
  EXPECT_EQ(ucid.size(), 21u);
  EXPECT_EQ(
      ucid.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  const auto opening = carrier_->write_opening();
  ASSERT_EQ(opening.size(), 1u);
  EXPECT_EQ(opening[0].payload, R"({"event":"start","ucid":")" + ucid +
                                    R"(","did":"15550100001","vmn":"15550100002","type":"text"})");
  EXPECT_EQ(carrier_->write_stop()->payload,
            R"({"event":"stop","ucid":")" + ucid + R"(","type":"text"})");
  EXPECT_FALSE(carrier_->end_signals().sends_stop || carrier_->end_signals().closes_socket);
  EXPECT_TRUE(carrier_->traits().owes_stop && carrier_->traits().owes_close);
}

TEST_F(UcidCarrierEnd, MakesUpSeventeenDigitsOtherwise) {
  const std::string ucid = kUcid.make_carrier({}, rng_)->facts().call_id;
  EXPECT_EQ(ucid.size(), 17u);
  EXPECT_EQ(ucid.find_first_not_of("0123456789"), std::string::npos);
}

TEST_F(UcidCarrierEnd, SendsPacketsAndFramesAsSwitched) {
  EXPECT_EQ(carrier_->traits().caller_frame, Micros{10'000});
  make({.packet_samples = 160, .frames = wire::Opcode::binary});
  EXPECT_EQ(carrier_->traits().caller_frame, Micros{20'000});
  EXPECT_EQ(carrier_->write_opening()[0].opcode, wire::Opcode::binary);
  EXPECT_EQ(carrier_->write_media(Pcm{1}, Micros{0}).opcode, wire::Opcode::binary);
}

TEST_F(UcidCarrierEnd, ReturnsMarksInAnyOfTheThreeReportedWays) {
  make({.marks = UcidMarks::per_packet});
  EXPECT_TRUE(carrier_->write_mark_played("a", 0));
  EXPECT_EQ(carrier_->write_cleared({"b"}, 0).size(), 0u);
  make({.marks = UcidMarks::per_seqid_end});
  EXPECT_TRUE(carrier_->write_mark_played("a", 0));
  ASSERT_EQ(carrier_->write_cleared({"b", "c"}, 0).size(), 1u);
  EXPECT_NE(carrier_->write_cleared({}, 0)[0].payload.find(R"("seqid":"a")"), std::string::npos);
  make({.marks = UcidMarks::on_clear_only});
  EXPECT_EQ(carrier_->write_cleared({}, 0).size(), 0u);  // nothing was ever played
  EXPECT_NE(carrier_->write_cleared({"b"}, 0)[0].payload.find(R"("seqid":"b")"), std::string::npos);
  EXPECT_EQ(carrier_->write_mark_played("a", 0), std::nullopt);
  EXPECT_NE(carrier_->write_cleared({"b"}, 0)[0].payload.find(R"("seqid":"a")"), std::string::npos);
}

TEST_F(UcidCarrierEnd, ReadsAudioOfAnyShapeAndRate) {
  std::optional<Errc> anomaly;
  const Audio smallest = read_as<Audio>(
      *carrier_, text(R"({"seqid":"utt-001","data":{"samples":[1,2],"sampleRate":24000}})"),
      &anomaly);
  EXPECT_EQ(anomaly, Errc::other_rate);
  EXPECT_EQ(owned(smallest.samples), (Pcm{1, 2}));
  EXPECT_EQ(smallest.rate_hz, 24'000);
  EXPECT_EQ(smallest.mark, "utt-001");
  const Audio without = read_as<Audio>(*carrier_, text(R"({"data":{"samples":[1]}})"));
  EXPECT_EQ(without.rate_hz, 8'000);
  EXPECT_EQ(without.mark, "");
  EXPECT_EQ(
      read_as<Audio>(*carrier_, binary(R"({"data":{"samples":[1],"sampleRate":44100}})"), &anomaly)
          .rate_hz,
      44'100);
  EXPECT_EQ(anomaly, Errc::other_rate);
}

TEST_F(UcidCarrierEnd, SaysWhatAPacketClaimsThatDoesNotFit) {
  std::optional<Errc> anomaly;
  read_as<Audio>(*carrier_, text(R"({"data":{"samples":[1,2],"numberOfFrames":80}})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::wrong_sample_count);
  read_as<Audio>(*carrier_, text(R"({"data":{"samples":[1,2],"numberOfFrames":2}})"));
  for (const std::string_view claim :
       {R"("sampleRate":96000)", R"("bitsPerSample":8)", R"("channelCount":2)"})
    EXPECT_EQ(refused(*carrier_, text(R"({"data":{"samples":[1,2],)" + std::string(claim) + "}}")),
              Errc::unsupported_format)
        << claim;
}

TEST_F(UcidCarrierEnd, DropsRepeatedPacketIdsWithinThreeThousand) {
  const auto packet = [](int id) {
    return R"({"seqid":"s)" + std::to_string(id) + R"(","data":{"samples":[1]}})";
  };
  std::optional<Errc> anomaly;
  for (int id = 0; id < 3'000; ++id) read_as<Audio>(*carrier_, text(packet(id)));
  read_as<Ignored>(*carrier_, text(packet(0)), &anomaly);
  EXPECT_EQ(anomaly, Errc::duplicate_packet);
  read_as<Audio>(*carrier_, text(packet(3'000)));
  read_as<Audio>(*carrier_, text(packet(0)));  // out of the window by now
  read_as<Ignored>(*carrier_, text(packet(2'999)), &anomaly);
}

TEST_F(UcidCarrierEnd, ReadsTheCommandsOfTheReference) {
  for (const std::string_view clear :
       {R"({"command":"clearBuffer"})",
        R"({"command":"clearBuffer","extension":"1001","sessionId":"21275806501458167"})"})
    read_as<Clear>(*carrier_, text(clear));
  EXPECT_EQ(read_as<HangUp>(*carrier_, text(R"({"command":"callDisconnect"})")).reason,
            "callDisconnect");
  EXPECT_EQ(
      read_as<HangUp>(*carrier_, text(R"({"command":"callDisconnect","causeCode":200})")).reason,
      "callDisconnect 200");
  EXPECT_EQ(refused(*carrier_, text(R"({"command":"clearBuffer","sessionId":"8"})")),
            Errc::wrong_stream);
  EXPECT_EQ(refused(*carrier_, text(R"({"command":8})")), Errc::wrong_type);
  std::optional<Errc> anomaly;
  read_as<Ignored>(*carrier_, text(R"({"command":"dance"})"), &anomaly);
  EXPECT_EQ(anomaly, Errc::unknown_event);
}

}  // namespace
}  // namespace hookswitch::carrier
