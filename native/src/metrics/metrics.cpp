#include "metrics/metrics.hpp"

#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <chrono>
#include <vector>

#include "hookswitch/carrier/all.hpp"
#include "metrics/families.hpp"

namespace hookswitch::metrics {
namespace {

using prometheus::Histogram;
using Buckets = Histogram::BucketBoundaries;
using Counter = std::atomic<std::uint64_t>;

// In seconds. The bound of a call's end is 2 s, that of a fact on its way to the disk 0.2 s.
const Buckets kEndBuckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3};
const Buckets kSendBuckets{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                           0.01,    0.025,  0.05,    0.1,    0.25,  1,      5};
const Buckets kCommitBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                             0.1,    0.15,  0.2,    0.5,   1,    5};
const Buckets kJitterBuckets{0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28};

constexpr std::size_t kCauses = static_cast<std::size_t>(call::EndCause::crashed) + 1;
constexpr std::size_t kLegs = 2;

double seconds(Micros span) { return static_cast<double>(span.count()) / 1e6; }

std::vector<std::string_view> carriers() {
  std::vector<std::string_view> names;
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects())
    if (dialect->profile.empty()) names.push_back(dialect->name);
  return names;
}

void add_histogram(Families& into, const char* name, const char* help, const Histogram& histogram,
                   Labels labels = {}) {
  if (into.empty() || into.back().name != name)
    add_family(into, name, help, prometheus::MetricType::Histogram);
  auto metric = histogram.Collect();
  metric.label = std::move(labels);
  into.back().metric.push_back(std::move(metric));
}

}  // namespace

struct Metrics::Instruments {
  const std::vector<std::string_view> names = carriers();
  std::vector<Counter> started = std::vector<Counter>(names.size());
  std::array<Counter, kCauses> ended{};
  Counter unused{0};
  Counter overdue{0};
  Histogram to_end{kEndBuckets};
  std::array<Histogram, kLegs> send{Histogram{kSendBuckets}, Histogram{kSendBuckets}};
  Histogram delay{kCommitBuckets};
  Histogram commit{kCommitBuckets};
  Histogram jitter{kJitterBuckets};
};

Metrics::Metrics() : instruments_(std::make_unique<Instruments>()) {}
Metrics::~Metrics() = default;

void Metrics::call_started(std::string_view carrier) {
  for (std::size_t i = 0; i < instruments_->names.size(); ++i)
    if (instruments_->names[i] == carrier) ++instruments_->started[i];
}

void Metrics::socket_unused() { ++instruments_->unused; }

void Metrics::call_ended(const record::Record& record) {
  if (record.end) ++instruments_->ended[static_cast<std::size_t>(record.end->cause)];
  if (record.media.in.frames > 0) instruments_->jitter.Observe(record.media.jitter.p95_ms / 1e3);
}

void Metrics::call_gone(Micros after_the_decision) {
  instruments_->to_end.Observe(seconds(after_the_decision));
}
void Metrics::call_overdue() { ++instruments_->overdue; }

void Metrics::frame_sent(bridge::Leg leg, Micros after_it_was_handed_over) {
  instruments_->send[static_cast<std::size_t>(leg)].Observe(seconds(after_it_was_handed_over));
}

void Metrics::committed(Micros waited, Micros took) {
  instruments_->delay.Observe(seconds(waited));
  instruments_->commit.Observe(seconds(took));
}

void Metrics::collect(Families& into, std::size_t overdue_now) const {
  const Instruments& all = *instruments_;
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < all.names.size(); ++i)
    samples.push_back(
        {{{"carrier", std::string(all.names[i])}}, static_cast<double>(all.started[i])});
  add_counter(into, "hookswitch_calls_started_total", "Calls since the start of the process",
              samples);
  add_counter(into, "hookswitch_sockets_unused_total", "Media sockets that closed without a call",
              {{{}, static_cast<double>(all.unused)}});
  samples.clear();
  for (std::size_t i = 0; i < kCauses; ++i)
    samples.push_back({{{"cause", std::string(to_string(static_cast<call::EndCause>(i)))}},
                       static_cast<double>(all.ended[i])});
  add_counter(into, "hookswitch_calls_ended_total", "Calls that were decided to end, by cause",
              samples);
  add_counter(into, "hookswitch_calls_failed_to_end_total",
              "Calls of which something was left after the bound: must stay 0",
              {{{}, static_cast<double>(all.overdue + overdue_now)}});
  add_histogram(into, "hookswitch_call_end_seconds",
                "From the decision to end a call until nothing of it is left", all.to_end);
  constexpr const char* kSend = "hookswitch_socket_send_seconds";
  constexpr const char* kSendHelp = "From a frame handed over to a frame written; one per second";
  add_histogram(into, kSend, kSendHelp, all.send[0], {{"leg", "carrier"}});
  add_histogram(into, kSend, kSendHelp, all.send[1], {{"leg", "agent"}});
  add_histogram(into, "hookswitch_journal_delay_seconds",
                "From a fact to its commit, the oldest of each transaction", all.delay);
  add_histogram(into, "hookswitch_journal_commit_seconds", "One transaction of the store",
                all.commit);
  add_histogram(into, "hookswitch_call_jitter_seconds",
                "95th percentile of the carrier's lateness, per ended call", all.jitter);
}

}  // namespace hookswitch::metrics
