#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// Finds where speech starts and stops, by energy against an adapting noise floor.
///
/// shape   audio in, in pieces of any size; at most one change reported per 10 ms block
/// units   positions are samples since construction, at `Config::rate_hz`
/// range   a start already includes the prefix padding and is never before the previous stop; rates
///         8000 to 48000, thresholds -90 to 0 dBFS (HS_CHECK)
/// time    media time only: it counts samples
/// errors  none
/// cost    O(samples), no allocation; integers only, so native and WASM decide alike
/// source  voice activity detection as agents configure it: threshold, prefix padding, silence
class SpeechGate {
 public:
  struct Config {
    int rate_hz = 24'000;
    Millis prefix_padding{300};    ///< how much before the first loud block counts as speech
    Millis silence_duration{500};  ///< quiet for this long ends the speech
    Millis minimum_speech{60};     ///< loud for this long begins it (clicks do not)
    int threshold_dbfs = -45;      ///< RMS of a block above this and 9 dB above the noise: loud
  };

  struct Change {
    enum class Kind : std::uint8_t { started, stopped };
    Kind kind;
    /// started: the first sample of the speech; stopped: one past its last, which lies
    /// `silence_duration` before the end of what was consumed.
    std::int64_t sample;
  };

  explicit SpeechGate(const Config& config);

  /// Consumes audio up to and including the first change; `consumed` says how much. Call again with
  /// the rest until all is consumed.
  std::optional<Change> process(PcmView audio, std::size_t& consumed);

  bool speaking() const { return speaking_; }
  std::int64_t samples_seen() const { return seen_; }

 private:
  std::int64_t finish_block();
  std::optional<Change> judge(std::int64_t energy);
  void follow_noise(std::int64_t energy, bool loud);

  // From the configuration; energies are mean squares of a block.
  std::int64_t block_size_;
  std::int64_t prefix_;
  std::int64_t blocks_to_begin_;
  std::int64_t blocks_to_end_;
  std::int64_t threshold_;
  std::int64_t lowest_noise_;  ///< below this the floor makes no difference

  std::int64_t noise_;
  std::int64_t block_fill_ = 0;
  std::int64_t block_sum_ = 0;
  std::int64_t block_squares_ = 0;
  bool speaking_ = false;
  std::int64_t run_ = 0;  ///< consecutive blocks against the present state: loud ones or quiet ones
  std::int64_t seen_ = 0;
  std::int64_t first_loud_ = 0;
  std::int64_t last_loud_ = 0;  ///< one past the last loud block
  std::int64_t last_stop_ = 0;
};

}  // namespace hookswitch
