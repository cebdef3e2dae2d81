// Vectors of Genesys AudioHook, as its reference implementation writes them.
#include "hookswitch/carrier/audiohook/audiohook.hpp"

#include "carrier_kit.hpp"
#include "hookswitch/carrier/audiohook/envelope.hpp"
#include "kit/both_ends.hpp"

namespace hookswitch::carrier {
namespace {

using kit::find;

std::string client(std::string_view type, int seq, int serverseq, std::string_view parameters) {
  return R"({"version":"2","type":")" + std::string(type) + R"(","id":"s1","seq":)" +
         std::to_string(seq) + R"(,"serverseq":)" + std::to_string(serverseq) +
         R"(,"position":"PT0S","parameters":)" + std::string(parameters) + "}";
}
std::string server(std::string_view type, int seq, int clientseq, std::string_view parameters) {
  return R"({"version":"2","type":")" + std::string(type) + R"(","id":"s1","seq":)" +
         std::to_string(seq) + R"(,"clientseq":)" + std::to_string(clientseq) +
         R"(,"parameters":)" + std::string(parameters) + "}";
}

constexpr std::string_view kBoth =
    R"({"type":"audio","format":"PCMU","channels":["external","internal"],"rate":8000})";
constexpr std::string_view kCaller =
    R"({"type":"audio","format":"PCMU","channels":["external"],"rate":8000})";

std::string open_with(std::string_view media) {
  return client("open", 1, 0,
                R"({"organizationId":"o1","conversationId":"c1","participant":{"id":"p1",)"
                R"("ani":"+15550100001","aniName":"","dnis":"+15550100002"},"media":[)" +
                    std::string(media) + R"(],"language":"en-US","customConfig":{"k":"v"}})");
}

class AudioHookHostEnd : public testing::Test {
 protected:
  const CarrierReading& read(wire::FrameView frame) {
    result_ = host_->read(frame, heard_);
    return heard_;
  }
  std::unique_ptr<HostEnd> host_ = make_audiohook_host();
  CarrierReading heard_;
  Result<void> result_;
};

TEST_F(AudioHookHostEnd, OpensWithTheCallersChannelAlone) {
  read(text(open_with(std::string(kBoth) + "," + std::string(kCaller))));
  ASSERT_EQ(heard_.replies.size(), 1u);
  EXPECT_EQ(heard_.replies[0].payload,
            server("opened", 1, 1, R"({"media":[)" + std::string(kCaller) + "]}"));
  const auto* const started = find<Started>(heard_);
  ASSERT_NE(started, nullptr);
  EXPECT_EQ(started->call_id, "c1");
  EXPECT_EQ(started->stream_id, "s1");
  EXPECT_EQ(started->from, "+15550100001");
  EXPECT_EQ(started->to, "+15550100002");
  EXPECT_EQ(started->parameters,
            (Parameters{{"k", "v"}, {"language", "en-US"}, {"organization_id", "o1"}}));
}

TEST_F(AudioHookHostEnd, TakesTheCallersSamplesOutOfTwoChannels) {
  read(text(open_with(kBoth)));
  const auto* const media = find<Media>(read(binary(std::string_view("\x00\xFF\x80\xFF", 4))));
  ASSERT_NE(media, nullptr);
  EXPECT_EQ(owned(media->samples), (Pcm{-32'124, 32'124}));
}

TEST_F(AudioHookHostEnd, AnswersPingUpdateAndCloseAndCounts) {
  read(text(open_with(kCaller)));
  read(text(client("ping", 2, 1, "{}")));
  EXPECT_EQ(heard_.replies.at(0).payload, server("pong", 2, 2, "{}"));
  read(text(client("update", 3, 2, R"({"language":"de-DE"})")));
  EXPECT_EQ(heard_.replies.at(0).payload, server("updated", 3, 3, "{}"));
  EXPECT_TRUE(heard_.messages.empty() && heard_.anomalies.empty());
  read(text(client("close", 4, 3, R"({"reason":"end"})")));
  EXPECT_EQ(heard_.replies.at(0).payload, server("closed", 4, 4, "{}"));
  ASSERT_NE(find<Stopped>(heard_), nullptr);
  EXPECT_EQ(find<Stopped>(heard_)->reason, "close end");
}

TEST_F(AudioHookHostEnd, ReturnsAllMarksWhenPlaybackIsCompleted) {
  read(text(open_with(kCaller)));
  EXPECT_TRUE(std::holds_alternative<MarkUnsupported>(host_->write_mark("nothing to play")));
  host_->write_audio(Pcm(1'600));
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("a")));
  EXPECT_TRUE(std::holds_alternative<MarkPending>(host_->write_mark("b")));
  read(text(client("playback_completed", 2, 1, "{}")));
  ASSERT_EQ(heard_.messages.size(), 2u);
  EXPECT_EQ(std::get<MarkPlayed>(heard_.messages[1]).name, "b");
  EXPECT_TRUE(std::holds_alternative<MarkUnsupported>(host_->write_mark("all was played")));
}

TEST_F(AudioHookHostEnd, DisconnectsWithTheOutcomeOfTheCall) {
  read(text(open_with(kCaller)));
  EXPECT_EQ(host_->write_hang_up(Outcome::completed)->payload,
            server("disconnect", 2, 1, R"({"reason":"completed"})"));
  EXPECT_EQ(host_->write_hang_up(Outcome::failed)->payload,
            server("disconnect", 3, 1, R"({"reason":"error"})"));
}

TEST_F(AudioHookHostEnd, NamesAGapInTheCountersAndAnErrorOfTheClient) {
  read(text(open_with(kCaller)));
  read(text(client("ping", 3, 1, "{}")));
  ASSERT_EQ(heard_.anomalies.size(), 1u);
  EXPECT_EQ(heard_.anomalies[0], (Error{Errc::out_of_sequence, 0, "seq"}));
  read(text(client("ping", 4, 9, "{}")));
  EXPECT_EQ(heard_.anomalies.at(0).field, "serverseq");
  read(text(client("error", 5, 2, R"({"code":429,"message":"too many"})")));
  EXPECT_EQ(heard_.anomalies.at(0).code, Errc::peer_error);
}

TEST_F(AudioHookHostEnd, DisconnectsWhenNoMediaCanBeUsed) {
  read(text(open_with(R"({"type":"audio","format":"OPUS","channels":["external"],"rate":8000})")));
  ASSERT_FALSE(result_);
  EXPECT_EQ(result_.error().code, Errc::unsupported_format);
  EXPECT_TRUE(heard_.messages.empty());
  EXPECT_NE(heard_.replies.at(0).payload.find(R"("type":"disconnect")"), std::string::npos);
}

TEST_F(AudioHookHostEnd, OpensAConnectionProbeWithoutACall) {
  read(text(client("open", 1, 0,
                   R"({"conversationId":"00000000-0000-0000-0000-000000000000","media":[]})")));
  EXPECT_EQ(heard_.replies.at(0).payload, server("opened", 1, 1, R"({"media":[]})"));
  EXPECT_EQ(find<Started>(heard_), nullptr);
  EXPECT_NE(find<Probe>(heard_), nullptr);
}

TEST_F(AudioHookHostEnd, SeesTheUpgrade) {
  const std::vector<wire::Header> half{{"Signature", "sig1=:x:"}};
  const auto refused = host_->accept({"/media/audiohook", "", half});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::bad_upgrade);
  const std::vector<wire::Header> other{{"audiohook-session-id", "another"}};
  ASSERT_TRUE(host_->accept({"/media/audiohook", "", other}));
  read(text(open_with(kCaller)));
  EXPECT_EQ(heard_.anomalies.at(0).code, Errc::wrong_stream);
}

TEST(AudioHookCarrierEnd, PausesAndSaysWhatItLeftOut) {
  kit::BothEnds call(*dialect_from_name("audiohook"), {.call_id = "c1", .stream_id = "s1"});
  call.open();
  HostReading said;
  ASSERT_TRUE(call.carrier->read(text(server("pause", 2, 1, "{}")), said));
  ASSERT_EQ(said.replies.size(), 1u);
  wire::Frame frame;
  EXPECT_FALSE(call.carrier->write_media(Pcm(1'600), Micros{0}, frame));
  ASSERT_TRUE(call.carrier->read(text(server("resume", 3, 2, "{}")), said));
  EXPECT_NE(
      said.replies.at(0).payload.find(R"("parameters":{"start":"PT0S","discarded":"PT0.2S"})"),
      std::string::npos)
      << said.replies.at(0).payload;
  EXPECT_TRUE(call.carrier->write_media(Pcm(1'600), Micros{0}, frame));
}

TEST(AudioHookCarrierEnd, RefusesMediaThatWereNotOffered) {
  Rng rng(1);
  const auto carrier = make_audiohook_carrier({.call_id = "c1", .stream_id = "s1"}, {}, rng);
  HostReading said;
  const auto read = carrier->read(
      text(server(
          "opened", 1, 0,
          R"({"media":[{"type":"audio","format":"L16","channels":["external"],"rate":8000}]})")),
      said);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::unsupported_format);
}

TEST(AudioHookDurations, AreWrittenAsSeconds) {
  EXPECT_EQ(iso_duration(Micros{0}), "PT0S");
  EXPECT_EQ(iso_duration(Micros{1'500'000}), "PT1.5S");
  EXPECT_EQ(iso_duration(Micros{61'000'125}), "PT61.000125S");
}

}  // namespace
}  // namespace hookswitch::carrier
