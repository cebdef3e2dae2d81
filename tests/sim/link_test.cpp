#include <algorithm>

#include "hookswitch/wire/json_reader.hpp"
#include "kit/audio_compare.hpp"
#include "kit/link_model.hpp"
#include "sim/calls.hpp"

namespace hookswitch::sim {
namespace {

using kit::LinkModel;

TEST(LinkModel, KeepsOrderAndLosesNothingWhateverStallsItHas) {
  LinkModel link(
      {.latency = 20ms, .jitter = 30ms, .stall_every = 500ms, .stall_longest = 400ms, .seed = 3});
  Instant now{};
  int sent = 0, received = 0, longest_burst = 0;
  while (received < 1'000) {
    if (sent < 1'000) link.send(wire::Frame{wire::Opcode::text, std::to_string(sent++)}, now);
    int burst = 0;
    while (const auto item = link.receive(now)) {
      EXPECT_EQ(std::get<wire::Frame>(*item).payload, std::to_string(received++));
      ++burst;
    }
    longest_burst = std::max(longest_burst, burst);
    now += 20ms;
  }
  EXPECT_GT(link.stalls(), 10);
  EXPECT_GT(longest_burst, 10);
  EXPECT_LT(now - Instant{}, 20s + 1s);
}

TEST(LinkModel, SwallowsEverythingAfterItsCut) {
  LinkModel link({.latency = 10ms, .cut = Instant{} + 100ms});
  link.send(wire::Frame{}, Instant{} + 50ms);
  link.send(LinkModel::Close{1000}, Instant{} + 95ms);
  EXPECT_EQ(link.next_arrival(), Instant{} + 60ms);
  EXPECT_TRUE(link.receive(Instant{} + 60ms));
  EXPECT_FALSE(link.next_arrival());
}

struct StallingLink : testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Call, StallingLink, testing::Range(1, 7),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

TEST_P(StallingLink, DoesNotKeepACallFromBeingHeardAndEnded) {
  auto config = call_config("twilio", 8'000);
  for (auto* link : {&config.to_bridge, &config.to_phone}) {
    link->latency = 40ms;
    link->jitter = 15ms;
    link->stall_every = 1'500ms;
    link->stall_longest = 300ms;
  }
  config.to_bridge.seed = static_cast<std::uint64_t>(GetParam());
  config.to_phone.seed = static_cast<std::uint64_t>(GetParam()) + 100;
  World world(config);
  const Pcm words = speech(8'000);
  converse(world, words);
  world.run(1s);
  const auto heard = kit::align(words, world.heard);
  const auto& stats = world.phone.stats();
  std::printf("[ stalls   ] seed %d: ncc %.3f, concealed %llu samples, mean delay %.0f ms\n",
              GetParam(), heard.ncc, static_cast<unsigned long long>(stats.concealed_samples),
              stats.jitter_buffer_emitted_count == 0
                  ? 0.0
                  : static_cast<double>(stats.jitter_buffer_delay.count()) / 1e3 /
                        static_cast<double>(stats.jitter_buffer_emitted_count));
  // A gap shifts everything after it, so one correlation cannot be near 1; the speech is complete.
  EXPECT_GT(heard.ncc, 0.4);
  EXPECT_NEAR(static_cast<double>(stats.jitter_buffer_emitted_count),
              static_cast<double>(words.size()), 0.35 * static_cast<double>(words.size()));
  world.hang_up();
  world.run(5s);
  EXPECT_TRUE(world.all_gone());
  EXPECT_EQ(world.records.size(), 1u);
  EXPECT_FALSE(world.phone_end->failed);
}

}  // namespace
}  // namespace hookswitch::sim
