#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <vector>

#include "store/queue_clock.hpp"
#include "store/queue_table.hpp"

namespace hookswitch::store {

/// Claims that may wait, over the table. On the store's thread.
///
/// shape   claim() answers at once or later; look() after every change and at wake_at()
/// time    the queue's own: a calendar that jumps changes nothing
/// range   kMaxWaiting claims of clients wait, one more is refused; the bridge's own always may
class WaitingClaims {
 public:
  using Clock = std::chrono::steady_clock;
  using Claimed = tl::expected<std::vector<ClaimedEntry>, StoreFailure>;
  using Answer = std::function<void(Claimed)>;
  static constexpr std::ptrdiff_t kMaxWaiting = 100;

  WaitingClaims(QueueTable& table, const QueueClock& clock) : table_(table), clock_(clock) {}

  /// Counts the entries; what fails is tried again by look().
  void open(const QueueRules& rules);
  void claim(ClaimTicket ticket, const ClaimRequest& request, Answer answer);
  /// Answers the claim with nothing, unless it has been answered.
  void withdraw(ClaimTicket ticket);
  void look();              ///< expires leases, answers those that have waited for it
  void close_to_clients();  ///< those that wait get nothing, later ones are refused
  void close();             ///< answers whoever still waits with nothing
  std::optional<Clock::time_point> wake_at() const { return wake_at_; }
  QueueTable& table() { return table_; }

 private:
  struct Waiting {
    ClaimTicket ticket;
    ClaimRequest request;
    Answer answer;
    Clock::time_point until;
  };

  template <class Which>
  void send_away(Which which);

  QueueTable& table_;
  const QueueClock& clock_;
  std::list<Waiting> waiting_;
  QueueRules rules_;
  bool told_ = false;  ///< that the entries cannot be counted
  bool closed_to_clients_ = false;
  std::optional<Clock::time_point> wake_at_;
};

}  // namespace hookswitch::store
