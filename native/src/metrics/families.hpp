#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

/// Metric families by hand: their values live where they are counted.
namespace hookswitch::metrics {

using Families = std::vector<prometheus::MetricFamily>;
using Labels = std::vector<prometheus::ClientMetric::Label>;
struct Sample {
  Labels labels;
  double value;
};

inline prometheus::MetricFamily& add_family(Families& into, const char* name, const char* help,
                                            prometheus::MetricType type) {
  into.push_back({name, help, type, {}});
  return into.back();
}

inline void add_counter(Families& into, const char* name, const char* help,
                        const std::vector<Sample>& samples) {
  auto& family = add_family(into, name, help, prometheus::MetricType::Counter);
  for (const auto& sample : samples) {
    prometheus::ClientMetric metric;
    metric.label = sample.labels;
    metric.counter.value = sample.value;
    family.metric.push_back(std::move(metric));
  }
}

inline void add_gauge(Families& into, const char* name, const char* help,
                      const std::vector<Sample>& samples) {
  auto& family = add_family(into, name, help, prometheus::MetricType::Gauge);
  for (const auto& sample : samples) {
    prometheus::ClientMetric metric;
    metric.label = sample.labels;
    metric.gauge.value = sample.value;
    family.metric.push_back(std::move(metric));
  }
}

}  // namespace hookswitch::metrics
