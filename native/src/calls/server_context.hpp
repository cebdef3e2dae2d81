#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "calls/event_hub.hpp"
#include "calls/registry.hpp"
#include "calls/settings.hpp"
#include "hookswitch/base/secrets.hpp"
#include "metrics/metrics.hpp"
#include "store/store.hpp"
#include "system/clock.hpp"
#include "system/entropy.hpp"

namespace hookswitch::calls {

/// How far the bridge has gone to its end: the next one includes those before it.
enum class Phase : std::uint8_t {
  serving,
  leaving,   ///< not ready any more, but calls that come nevertheless are taken
  refusing,  ///< no new calls; those that are up go on
  ending,    ///< whatever is up ends now
};

inline constexpr std::string_view kOwnCallHeader = "X-Hookswitch-Own-Call";

/// What all calls of this process share.
struct ServerContext {
  ServerContext(Settings chosen, Secrets hidden, store::Store& keeper)
      : settings(std::move(chosen)), secrets(std::move(hidden)), store(keeper) {}

  const Settings settings;
  const Secrets secrets;  ///< of the whole configuration: they never leave the process
  store::Store& store;
  Registry registry;
  EventHub events;
  metrics::Metrics metrics;
  std::atomic<Phase> phase{Phase::serving};
  std::atomic<bool> halted{false};  ///< no thread runs any more: sessions end wherever they are
  std::string own_agent;  ///< ws://HOST:PORT of the built-in agent; known once the port is
  /// By which the built-in agent knows this bridge's own calls: they come first.
  const std::string own_agent_key = system::random_key();
  int most_strangers = 64;  ///< sessions of it that are not of our own calls
  std::atomic<int> strangers{0};
  Instant started = system::now();

  // How many exist right now: what the guarantee "the session is gone" is checked against.
  std::atomic<int> call_sessions{0};
  std::atomic<int> persona_sessions{0};
  std::atomic<std::uint64_t> calls_started{0};
  std::atomic<std::uint64_t> calls_ended{0};
};

/// Adds one to a counter for as long as it lives.
class Counted {
 public:
  explicit Counted(std::atomic<int>& counter) : counter_(counter) { ++counter_; }
  ~Counted() { --counter_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<int>& counter_;
};

}  // namespace hookswitch::calls
