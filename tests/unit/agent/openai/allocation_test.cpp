// Once the buffers have grown, the caller's and the agent's audio cost no allocation.
#include "kit/allocation_counter.hpp"
#include "unit/agent/openai/client_fixture.hpp"

namespace hookswitch::agent {
namespace {

TEST_F(OpenaiClient, AppendsAudioWithoutAllocation) {
  make_ready();
  const Pcm audio(480, 1'000);
  wire::Frame frame;
  const auto append = [&] { client->append_audio(audio, frame); };
  append();
  const std::string first = frame.payload;
  const std::uint64_t before = kit::allocations();
  for (int i = 0; i < 100; ++i) append();
  EXPECT_EQ(kit::allocations(), before);
  EXPECT_EQ(frame.payload, first);
}

TEST_F(OpenaiClient, ReadsAudioWithoutAllocation) {
  make_ready();
  begin("resp_1");
  const std::string text = delta("resp_1", "item_00000000000000000000", std::string(1'280, 'A'));
  const auto read_one = [&] {
    const auto message = read(text);
    ASSERT_TRUE(message);
    ASSERT_EQ(std::get<AgentAudio>(*message).samples.size(), 480u);
  };
  read_one();
  const std::uint64_t before = kit::allocations();
  for (int i = 0; i < 100; ++i) read_one();
  EXPECT_EQ(kit::allocations(), before);
}

}  // namespace
}  // namespace hookswitch::agent
