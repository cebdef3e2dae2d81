#include "sound.hpp"

#include <algorithm>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/wav.hpp"

namespace hookswitch::wasm {

val resample(const std::string& samples, int from_hz, int to_hz) {
  if (!usable_rate(from_hz) || !usable_rate(to_hz)) return val::undefined();
  Pcm in = samples_of(samples);
  Resampler resampler(from_hz, to_hz);
  const auto delay = static_cast<std::size_t>(samples_in(resampler.latency(), to_hz));
  const auto wanted = in.size() * static_cast<std::size_t>(to_hz) / static_cast<unsigned>(from_hz);
  // The filter holds back its latency: silence pushes the last of the audio out.
  in.resize(in.size() + static_cast<std::size_t>(samples_in(2 * resampler.latency(), from_hz)));
  Pcm out;
  resampler.process(in, out);
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(delay, out.size())));
  if (out.size() > wanted) out.resize(wanted);
  return copied(out.data(), out.size());
}

val read_wav_file(const std::string& file) {
  const auto audio = read_wav({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  val made = val::object();
  if (!audio) {
    val error = error_object(audio.error());
    error.set("field", describe_wav_error(audio.error()));
    made.set("error", error);
    return made;
  }
  made.set("rateHz", audio->rate_hz);
  made.set("remark", audio->remark);
  made.set("samples", copied(audio->samples.data(), audio->samples.size()));
  return made;
}

val write_wav_file(const std::string& samples, int rate_hz) {
  const auto file = write_wav(samples_of(samples), rate_hz);
  return copied(file.data(), file.size());
}

}  // namespace hookswitch::wasm
