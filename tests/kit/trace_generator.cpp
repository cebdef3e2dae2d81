#include "kit/trace_generator.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::kit {
namespace {

/// Exponentially distributed, in ms.
double exponential(Rng& rng, double mean) { return -mean * std::log(1 - rng.unit()); }

double uniform(Rng& rng, double from, double to) { return from + (to - from) * rng.unit(); }

/// State of the link at a moment: until when it holds everything back, and its delay.
struct Link {
  double held_until = 0;
  double next_event = 0;
  double base = 20;
  double queue = 0;  ///< ms of competing traffic
};

}  // namespace

std::string_view to_string(LinkKind kind) {
  switch (kind) {
    case LinkKind::good:
      return "good";
    case LinkKind::stall_burst:
      return "stall-burst";
    case LinkKind::rate_limited:
      return "rate-limited";
    case LinkKind::bursty_wifi:
      return "bursty-wifi";
    case LinkKind::handover:
      return "handover";
    case LinkKind::calm_storm:
      return "calm-storm";
  }
  return "";
}

Trace generate_trace(LinkKind kind, std::uint64_t seed, int seconds) {
  Rng rng(seed * 1'000 + static_cast<std::uint64_t>(kind));
  Trace trace;
  trace.name = std::string(to_string(kind)) + "-" + std::to_string(seed);
  Link link;
  link.base = uniform(rng, 10, 60);
  const double spacing = uniform(rng, 0.6, 1.6);  // how often this link misbehaves
  link.next_event = uniform(rng, 0, 3'000);
  double storm_until = 0;
  double last = 0;
  bool flow = false;

  for (int i = 0; i < seconds * 50; ++i) {
    const double now = i * 20.0;
    double delay = link.base + exponential(rng, 0.8);
    const auto hold = [&](double length) { link.held_until = now + length; };
    const bool due = now >= link.next_event;
    switch (kind) {
      case LinkKind::good:
        if (due) {
          hold(uniform(rng, 40, 90));
          link.next_event = now + exponential(rng, 20'000 * spacing);
        }
        break;
      case LinkKind::stall_burst:
        if (due) {
          hold(uniform(rng, 60, 300));
          link.next_event = now + 400 + exponential(rng, 4'000 * spacing);
        }
        break;
      case LinkKind::rate_limited:
        if (due) {
          flow = !flow;
          link.next_event = now + uniform(rng, 1'500, 9'000) * spacing;
        }
        // A flow fills the queue by saw teeth, or the queue drains.
        link.queue += flow ? uniform(rng, 0, 12) : -20;
        if (link.queue > 300) link.queue *= 0.6;
        link.queue = std::max(0.0, link.queue);
        delay += link.queue;
        break;
      case LinkKind::bursty_wifi:
        if (rng.unit() < 0.05) hold(exponential(rng, 40));
        if (due) {
          for (int k = 0; k < 3; ++k) hold(uniform(rng, 100, 350));
          link.next_event = now + exponential(rng, 12'000 * spacing);
        }
        break;
      case LinkKind::handover:
        if (due) {
          hold(uniform(rng, 100, 1'000));
          link.base = uniform(rng, 10, 60);
          link.next_event = now + 1'500 + exponential(rng, 8'000 * spacing);
        }
        break;
      case LinkKind::calm_storm:
        if (now >= storm_until && due) {
          storm_until = now + 10'000;
          link.next_event = now;
        }
        if (now < storm_until && due) {
          hold(uniform(rng, 80, 500));
          link.next_event = now + 200 + exponential(rng, 900);
          if (link.next_event >= storm_until)
            link.next_event = storm_until + exponential(rng, 30'000 * spacing);
        }
        break;
    }
    double arrival = std::max(now + delay, link.held_until + link.base);
    arrival = std::max(arrival, last + 0.05);  // in order
    last = arrival;
    trace.packets.push_back(
        {Micros{std::llround(now * 1'000)}, Micros{std::llround(arrival * 1'000)}});
  }
  return trace;
}

}  // namespace hookswitch::kit
