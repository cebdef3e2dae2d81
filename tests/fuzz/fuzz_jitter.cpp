// Hostile packets, pulls and clocks against the jitter buffer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "kit/jitter_exercise.cpp"  // NOLINT(bugprone-suspicious-include): one file, one target

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> exact(data, data + size);
  if (const char* why = hookswitch::kit::exercise_jitter(exact)) {
    std::fprintf(stderr, "%s\n", why);
    std::abort();
  }
  return 0;
}
