#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>

#include "net/asio.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

/// Limits the work of one socket, so that a flood on one call does not silence another.
///
/// shape   spend() for each message before it is handled; if it returns false, turn() first. A call
///         at real-time pace never waits. A socket that sends more waits, with those of the same
///         use in its thread, in a lane that is served in turn and gets kPerTick every kTick
/// units   bytes of messages; each costs kPerMessage besides
/// time    refilled at the rate of its use, up to its burst; turn() takes a tick for each kPerTick
///         owed, times the number of those that wait
/// errors  none
/// cost    a look at the clock per message
class FairShare {
 public:
  static constexpr std::int64_t kPerMessage = 512;
  static constexpr std::int64_t kPerTick = 128 << 10;
  static constexpr std::int64_t kQuantum = 16 << 10;
  static constexpr std::chrono::milliseconds kTick{10};

  explicit FairShare(SocketUse use);

  bool spend(std::size_t bytes, std::chrono::steady_clock::time_point now);
  asio::awaitable<void> turn();

 private:
  friend class BackLane;
  struct Pace {
    std::int64_t burst, per_second;
  };
  static Pace pace_of(SocketUse use);

  SocketUse use_;
  Pace pace_;
  std::int64_t left_;
  std::optional<std::chrono::steady_clock::time_point> refilled_;
};

}  // namespace hookswitch::net
