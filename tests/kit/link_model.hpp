#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/frame.hpp"

namespace hookswitch::kit {

/// One direction of a TCP connection, in virtual time: everything arrives, in order, but late and
/// in bunches; until it is cut.
///
/// shape   send() frames and a close; receive() what has arrived
/// units   Micros
/// range   a frame never overtakes the one before it
/// time    passed in; next_arrival() says when to look again
/// errors  none; after the cut, what is sent is swallowed (half-open), as a dead network does
/// source  seeded: the same seed makes the same link
class LinkModel {
 public:
  struct Config {
    Micros latency{15'000};
    Micros jitter{0};              ///< extra, uniform, per frame
    Micros stall_every{0};         ///< mean time between stalls; 0: none
    Micros stall_longest{0};       ///< a stall holds everything for up to this, then it bursts
    std::optional<Instant> cut{};  ///< from then on nothing arrives and neither end is notified
    std::uint64_t seed = 1;
  };
  struct Close {
    std::uint16_t code;
  };
  using Item = std::variant<wire::Frame, Close>;

  explicit LinkModel(const Config& config) : config_(config), rng_(config.seed) {}

  void send(Item item, Instant now) {
    begin_stalls_until(now);
    const Instant arrives = now + config_.latency + below(config_.jitter);
    last_arrival_ = std::max({last_arrival_, arrives, stalled_until_});
    if (!config_.cut || last_arrival_ < *config_.cut)
      on_the_way_.push_back({last_arrival_, std::move(item)});
  }

  std::optional<Item> receive(Instant now) {
    if (on_the_way_.empty() || on_the_way_.front().at > now) return std::nullopt;
    Item item = std::move(on_the_way_.front().item);
    on_the_way_.pop_front();
    return item;
  }

  std::optional<Instant> next_arrival() const {
    if (on_the_way_.empty()) return std::nullopt;
    return on_the_way_.front().at;
  }

  /// From `now` on the connection is half-open.
  void cut(Instant now) { config_.cut = now; }
  bool is_cut() const { return config_.cut.has_value(); }
  void clear() { on_the_way_.clear(); }

  int stalls() const { return stalls_; }

 private:
  struct OnTheWay {
    Instant at;
    Item item;
  };

  Micros below(Micros bound) {
    return Micros{static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(bound.count())))};
  }

  void begin_stalls_until(Instant now) {
    if (config_.stall_every == Micros{0}) return;
    if (!next_stall_) next_stall_ = now + below(config_.stall_every * 2);
    while (*next_stall_ <= now) {
      ++stalls_;
      stalled_until_ = std::max(stalled_until_, *next_stall_ + below(config_.stall_longest));
      *next_stall_ += Micros{1} + below(config_.stall_every * 2);
    }
  }

  Config config_;
  Rng rng_;
  std::deque<OnTheWay> on_the_way_;
  Instant last_arrival_{};
  Instant stalled_until_{};
  std::optional<Instant> next_stall_;
  int stalls_ = 0;
};

}  // namespace hookswitch::kit
