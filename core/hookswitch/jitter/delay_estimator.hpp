#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// How much delay lets all but the rarest packets arrive in time, given that playout slows down in
/// a stall. A stall longer than that raises it at once, since stalls come in clusters; without
/// another it falls back within seconds to what the histogram says.
///
/// shape   one observation per packet -> one target delay
/// units   Micros everywhere
/// range   target in [floor, ceiling]
/// time    none: `elapsed` says how much time the observation adds
/// errors  none; a negative lateness counts as zero
/// cost    observe O(1), and O(kBins) once per interval; no allocation
/// source  histogram-quantile target, the idea of NetEq's DelayManager; numbers are ours
class DelayEstimator {
 public:
  static constexpr std::size_t kBins = 200;

  struct Config {
    Micros bin{10'000};
    Micros interval{400'000};  ///< the worst packet of each is what counts
    Micros floor{20'000};
    Micros ceiling{2'000'000};
    Micros initial{60'000};
    // Common lateness is covered whole. Rare stalls are covered to that part from which slower
    // playout reaches the rest.
    std::int32_t common_permille = 700;
    std::int32_t rare_permille = 960;
    std::int32_t reach_permille = 700;
    std::int32_t usual_permille = 800;
    std::int32_t forget_permille = 985;   ///< kept of the histogram per interval
    std::int32_t subside_permille = 920;  ///< kept of the last stall: half in some three seconds
  };

  explicit DelayEstimator(const Config& config);

  void observe(Micros lateness, Micros elapsed);
  Micros target() const { return target_; }
  /// Lateness up to here is nothing remarkable on this link.
  Micros usual() const { return usual_; }

 private:
  void rise(Micros lateness);
  void close_interval();
  Micros quantile(std::int32_t permille) const;

  Config config_;
  std::array<std::int64_t, kBins> weights_{};  ///< in Q20
  std::int64_t total_ = 0;
  Micros in_interval_{0};
  Micros worst_{0};
  Micros recent_{0};  ///< what the last stalls ask for
  Micros target_;
  Micros usual_{0};
};

}  // namespace hookswitch::jitter
