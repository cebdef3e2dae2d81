#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"

/// The queue of ended calls, as seen from outside the store: one entry per record, kept with
/// it. Its times are the queue's own (queue_clock.hpp) within the store, and the calendar's in what
/// the store hands out.
///
///   ready --claim--> leased --ack--> done
///     ^                 |
///     +-- nack, expiry -+--> dead, after QueueRules::max_attempts; requeue makes it ready again
namespace hookswitch::store {

enum class QueueState : std::uint8_t { ready, leased, dead, done, count };
std::string_view to_string(QueueState state);
std::optional<QueueState> queue_state_from_name(std::string_view name);

struct QueueRules {
  int max_attempts = 10;      ///< claims without an ack; then the entry is a dead letter
  Millis first_pause{5'000};  ///< after the first failure; doubled by each further one
  Millis longest_pause{3'600'000};
};

struct QueueQuery {
  std::optional<QueueState> state;  ///< nullopt: all but the done ones
  std::string after;                ///< only ids that sort after this one; empty: from the oldest
  std::size_t limit = 50;
};

struct QueueEntry {
  std::string call_id;
  QueueState state = QueueState::ready;
  std::int64_t enqueued_ms = 0;  ///< the call's end, by the calendar
  std::int64_t since_ms = 0;     ///< when it was enqueued, by the queue's own time
  std::int64_t due_ms = 0;       ///< ready: not before; leased: until; done: since_ms; dead: since
  int attempts = 0;
  std::string reason;  ///< of the last failure; empty: no failure yet
};

struct QueueDepth {
  std::array<std::uint64_t, static_cast<std::size_t>(QueueState::count)> by_state{};
  std::uint64_t of(QueueState state) const { return by_state[static_cast<std::size_t>(state)]; }
  /// Entries without an ack.
  std::uint64_t waiting() const { return of(QueueState::ready) + of(QueueState::leased); }
};

/// The claimant: a client over HTTP, or the bridge's own delivery.
enum class Claimer : std::uint8_t { client, delivery };

/// Names a claim that may still wait.
using ClaimTicket = std::uint64_t;
constexpr ClaimTicket kNoTicket = 0;  ///< of a claim that was refused

struct ClaimRequest {
  static constexpr std::size_t kMaxEntries = 100;
  static constexpr std::size_t kMaxBytes = 8 << 20;  ///< of records; one entry may exceed it
  std::size_t limit = 1;
  Millis lease{60'000};
  Millis wait{0};  ///< for an entry, if none is ready
  Claimer claimer = Claimer::client;
};

struct ClaimedEntry {
  std::string call_id;
  std::string lease;  ///< required by ack and nack
  std::int64_t lease_until_ms = 0;
  std::int64_t enqueued_ms = 0;
  int attempts = 0;  ///< this one included
  std::string record;
};

/// The end of a lease, or a second chance for an entry.
struct Settlement {
  /// release: no consumer has seen the entry, so the claim does not count as an attempt.
  enum class Kind : std::uint8_t { ack, nack, requeue, release };
  Kind kind = Kind::ack;
  std::string call_id;
  std::string lease;   ///< requeue: empty
  std::string reason;  ///< nack
  Millis pause{0};     ///< nack: at least so long; the rules' own pause counts when it is longer
  Claimer claimer = Claimer::client;
};

enum class Settled : std::uint8_t { done, no_such_entry, lease_not_held };
struct SettleAnswer {
  Settled settled = Settled::no_such_entry;
  QueueEntry entry;  ///< as it is now, if there is one
};

}  // namespace hookswitch::store
