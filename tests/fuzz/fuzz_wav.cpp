// Any bytes as a WAV file: either audio within the promised limits, no longer than the file could
// hold, or bad_wav with an offset inside the file. What was read, written again, reads the same.
#include <cstdint>
#include <vector>

#include "hookswitch/audio/wav.hpp"
#include "hookswitch/base/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  // An exact-size copy: one byte too far is found at once.
  const std::vector<std::uint8_t> file(data, data + size);
  const auto audio = read_wav(file);
  if (!audio) {
    HS_CHECK(audio.error().code == Errc::bad_wav && audio.error().at <= size);
    HS_CHECK(!audio.error().field.empty());
    return 0;
  }
  HS_CHECK(audio->rate_hz >= 4'000 && audio->rate_hz <= 192'000);
  HS_CHECK(size >= 44 && audio->samples.size() <= size - 44);
  const auto again = read_wav(write_wav(audio->samples, audio->rate_hz));
  HS_CHECK(again && again->rate_hz == audio->rate_hz && again->samples == audio->samples);
  return 0;
}
