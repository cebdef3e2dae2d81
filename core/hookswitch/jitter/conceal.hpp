#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hookswitch/audio/concealment_source.hpp"
#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch::jitter {

/// Conceals missing audio: the last good audio is continued, at its pitch or by its codec, and
/// fades into noise as loud as the background was, and then into silence.
///
/// shape   remember() everything that is played; start() when it runs out; then fill() any lengths
/// units   samples
/// range   at its pitch never louder than what it remembers; a codec's sound is only faded
/// time    media time only; at its pitch sound has faded after 80 ms, a codec's after 200 ms
/// errors  none
/// cost    start() one pitch search; fill() O(samples); no allocation after construction
/// source  the idea of G.711 Appendix I; numbers are ours
class Concealer {
 public:
  explicit Concealer(int rate_hz);

  void remember(PcmView played);
  /// With a source the sound is what the source says.
  void start(ConcealmentSource* source = nullptr);
  /// Goes on from where the last fill ended.
  void fill(std::span<Sample> out);
  /// The sound has faded: from here on there is background or silence.
  bool silent() const { return position_ >= length_; }
  void reset();

 private:
  void make_cycle(std::size_t period);
  Sample next(Sample coded);

  int rate_hz_;
  ConcealmentSource* source_ = nullptr;  ///< of the sound being made
  std::vector<Sample> past_;             ///< the last 30 ms played, oldest first
  std::vector<Sample> cycle_;            ///< what is repeated
  std::vector<Sample> scratch_;
  std::size_t period_ = 1;
  std::int64_t offset_ = 0;  ///< closes the step between the last good sample and the cycle
  std::int64_t hold_ = 0;    ///< full loudness until here
  std::int64_t length_ = 0;  ///< faded by here
  std::int64_t noise_end_ = 0;
  std::int64_t position_ = 0;
  std::int64_t floor_energy_;  ///< mean square of the quietest recent audio
  std::int64_t noise_ = 0;     ///< amplitude
  Rng rng_{1};
};

}  // namespace hookswitch::jitter
