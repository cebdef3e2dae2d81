#include <gtest/gtest.h>

#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/speech_source.hpp"
#include "kit/trace_generator.hpp"

namespace hookswitch::jitter {
namespace {

/// Plays a trace; how often the buffer allocated while it did.
std::uint64_t allocations_of(JitterBuffer& buffer, const kit::Trace& trace, PcmView speech,
                             Micros begin) {
  Pcm out(80);
  std::size_t next = 0;
  const std::uint64_t before = kit::allocations();
  for (Micros now{0}; next < trace.packets.size(); now += 10ms) {
    for (; next < trace.packets.size() && *trace.packets[next].arrived <= now; ++next)
      buffer.insert({speech.subspan(next * 160 % (speech.size() - 160), 160)},
                    Instant{begin + *trace.packets[next].arrived});
    buffer.pull(out, Instant{begin + now});
  }
  return kit::allocations() - before;
}

TEST(Allocation, TheCounterCounts) {
  const std::uint64_t before = kit::allocations();
  const Pcm some(1'000);
  EXPECT_GT(kit::allocations(), before);
}

TEST(Allocation, NoneInTheSteadyStateHoweverTheLinkStalls) {
  const Pcm speech = kit::speech_like(8'000, 20, 1);
  for (const auto kind : kit::kLinkKinds) {
    JitterBuffer buffer({});
    const auto trace = kit::generate_trace(kind, 2, 60);
    allocations_of(buffer, trace, speech, 0s);  // the queue grows to what this link needs
    EXPECT_EQ(allocations_of(buffer, trace, speech, 100s), 0u) << trace.name;
    EXPECT_GT(buffer.stats().jitter_buffer_emitted_count, 0u);
  }
}

}  // namespace
}  // namespace hookswitch::jitter
