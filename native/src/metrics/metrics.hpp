#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/bridge/input.hpp"
#include "hookswitch/record/record.hpp"

namespace prometheus {
struct MetricFamily;
}

namespace hookswitch::metrics {

/// What is counted and timed while calls go on; gauges are read when the page is requested
/// (api/metrics_page.hpp).
///
/// shape   note things from any thread; collect() adds them to the families of a page
/// errors  none
/// cost    a counter, or a histogram with its own lock: never once per frame
class Metrics {
 public:
  /// After the decision to end: the bound is 2 s, and the machine may be busy.
  static constexpr Micros kOverdue{3'000'000};

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void call_started(std::string_view carrier);  ///< a dialect's name
  void socket_unused();                         ///< closed before any message of a call: not a call
  void call_ended(const record::Record& record);
  void call_gone(Micros after_the_decision);
  void call_overdue();  ///< and has ended since
  void frame_sent(bridge::Leg leg, Micros after_it_was_handed_over);
  /// A transaction of the store: how long its oldest fact had waited, and how long it took.
  void committed(Micros waited, Micros took);

  /// `overdue_now`: calls that have not gone yet although they should have.
  void collect(std::vector<prometheus::MetricFamily>& into, std::size_t overdue_now) const;

 private:
  struct Instruments;
  std::unique_ptr<Instruments> instruments_;
};

}  // namespace hookswitch::metrics
