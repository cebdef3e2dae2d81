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
/// range   `start_sample` already includes the prefix padding and is never before a previous stop
/// time    media time only: it counts samples
/// errors  none
/// cost    O(samples), no allocation; integers only, so native and WASM decide alike
/// source  the idea of OpenAI's server_vad (threshold, prefix_padding_ms, silence_duration_ms)
class SpeechGate {
 public:
  struct Config {
    int rate_hz = 24'000;
    Millis prefix_padding{300};    ///< how much before the first loud block counts as speech
    Millis silence_duration{500};  ///< quiet for this long ends the speech
    Millis minimum_speech{60};     ///< loud for this long begins it (clicks do not)
    int threshold_dbfs = -45;      ///< RMS of a block above this, and 9 dB above the noise: loud
  };

  struct Change {
    enum class Kind : std::uint8_t { started, stopped };
    Kind kind;
    std::int64_t sample;  ///< started: first sample of the speech; stopped: one past its last
  };

  explicit SpeechGate(const Config& config);

  /// Consumes audio up to and including the first change; `consumed` says how much. Call again with
  /// the rest until all is consumed.
  std::optional<Change> process(PcmView audio, std::size_t& consumed);

  bool speaking() const { return speaking_; }
  std::int64_t samples_seen() const { return seen_; }

 private:
  void finish_block();
  Config config_;
  std::int64_t seen_ = 0;
  std::int64_t last_stop_ = 0;
  bool speaking_ = false;
  // Block accumulation, in samples and blocks of 10 ms.
  std::int64_t block_size_;
  std::int64_t block_fill_ = 0;
  std::int64_t block_energy_ = 0;
  std::int64_t noise_energy_;  ///< mean square of the floor, times block size
  std::int64_t threshold_energy_;
  std::int64_t loud_run_ = 0;   ///< consecutive loud blocks
  std::int64_t quiet_run_ = 0;  ///< consecutive quiet blocks
};

}  // namespace hookswitch
