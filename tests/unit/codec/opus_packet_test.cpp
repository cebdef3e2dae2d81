#include "hookswitch/codec/opus_packet.hpp"

#include <gtest/gtest.h>
#include <opus.h>

#include <vector>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::codec {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Mode = OpusPacket::Mode;

/// A packet of one frame with this configuration.
OpusPacket one_frame(unsigned config) {
  const auto packet = inspect_opus(Bytes{static_cast<std::uint8_t>(config << 3), 1, 2, 3});
  EXPECT_TRUE(packet) << config;
  return packet.value_or(OpusPacket{});
}

TEST(OpusPacket, TheFirstByteSaysModeBandwidthAndLength) {
  EXPECT_EQ(one_frame(0).mode, Mode::silk);
  EXPECT_EQ(one_frame(0).bandwidth_hz, 4'000);
  EXPECT_EQ(one_frame(0).duration, 10ms);
  EXPECT_EQ(one_frame(11).bandwidth_hz, 8'000);
  EXPECT_EQ(one_frame(11).duration, 60ms);
  EXPECT_EQ(one_frame(13).mode, Mode::hybrid);
  EXPECT_EQ(one_frame(13).bandwidth_hz, 12'000);
  EXPECT_EQ(one_frame(15).duration, 20ms);
  EXPECT_EQ(one_frame(16).mode, Mode::celt);
  EXPECT_EQ(one_frame(16).duration, Micros{2'500});
  EXPECT_EQ(one_frame(31).bandwidth_hz, 20'000);
}

TEST(OpusPacket, NothingAtAllIsEmptyAudio) {
  EXPECT_EQ(inspect_opus({}).error().code, Errc::empty_audio);
}

TEST(OpusPacket, WhatDoesNotFitIsNamedWithItsPlace) {
  const auto expect = [](const Bytes& packet, std::uint32_t at, std::string_view field) {
    const auto got = inspect_opus(packet);
    ASSERT_FALSE(got) << field;
    EXPECT_EQ(got.error(), (Error{Errc::bad_opus, at, field})) << got.error().at;
  };
  expect({0x49, 1, 2, 3}, 1, "frames of one length");
  expect({0x4A, 200, 1}, 2, "frame length");
  expect({0x4A, 252}, 2, "frame length");
  expect({0x4B}, 1, "frame count");
  expect({0x4B, 0}, 2, "frame count");
  expect({0x4B, 7, 1, 2, 3, 4, 5, 6, 7}, 2, "frame count");
  expect({0x4B, 0x41, 9, 1}, 3, "padding");
  expect({0x4B, 0x41, 255, 1}, 3, "padding");
  expect({0x4B, 0x82, 9, 1}, 3, "frame length");
  expect(Bytes(1'277, 0x48), 1, "frame length");
  expect(Bytes(kOpusLongestPacket + 1, 0x4B), 0, "packet length");
}

// Every first two bytes there are, then random ones: libopus and we take and refuse the same.
TEST(OpusPacket, EveryHeadIsReadAsLibopusReadsIt) {
  Rng rng(1);
  int taken = 0;
  for (int head = 0; head < 65'536; ++head) {
    Bytes packet(2 + rng.below(head % 16 == 0 ? 3'000 : 30));
    for (auto& byte : packet) byte = static_cast<std::uint8_t>(rng.below(256));
    packet[0] = static_cast<std::uint8_t>(head >> 8);
    packet[1] = static_cast<std::uint8_t>(head);
    const auto length = static_cast<opus_int32>(packet.size());
    const unsigned char* frames[48];
    opus_int16 sizes[48];
    const int count = opus_packet_parse(packet.data(), length, nullptr, frames, sizes, nullptr);
    const auto ours = inspect_opus(packet);
    ASSERT_EQ(ours.has_value(), count > 0) << head;
    if (!ours) continue;
    ++taken;
    ASSERT_EQ(ours->frames, count) << head;
    ASSERT_EQ(samples_in(ours->duration, 48'000),
              opus_packet_get_nb_samples(packet.data(), length, 48'000))
        << head;
    ASSERT_EQ(ours->stereo, opus_packet_get_nb_channels(packet.data()) == 2) << head;
  }
  EXPECT_GT(taken, 20'000);
}

}  // namespace
}  // namespace hookswitch::codec
