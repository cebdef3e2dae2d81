#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <vector>

#include "store/backend.hpp"

namespace hookswitch::store {

/// Claims that may wait for an entry of the queue. On the store's thread.
///
/// shape   claim() calls back at once or later; look() after every change and at wake_at()
/// time    spans of the backend and the monotonic clock: a calendar that jumps changes nothing
/// range   kMaxWaiting claims of clients wait, one more is refused; the bridge's own are never
///         refused
class WaitingClaims {
 public:
  using Clock = std::chrono::steady_clock;
  using Claimed = tl::expected<std::vector<ClaimedEntry>, StoreFailure>;
  using Answer = std::function<void(Claimed)>;
  static constexpr std::ptrdiff_t kMaxWaiting = 100;

  explicit WaitingClaims(Backend& backend) : backend_(backend) {}

  /// Opens the queue; a failure is tried again by look().
  void open(const QueueRules& rules);
  void claim(ClaimTicket ticket, const ClaimRequest& request, Answer answer);
  /// Ends the claim without an entry, if it still waits.
  void withdraw(ClaimTicket ticket);
  void look();              ///< expires leases, then serves the claims that wait
  void close_to_clients();  ///< waiting claims return nothing, later ones are refused
  void close();             ///< ends every claim without an entry
  std::optional<Clock::time_point> wake_at() const { return wake_at_; }

 private:
  struct Waiting {
    ClaimTicket ticket;
    ClaimRequest request;
    Answer answer;
    Clock::time_point until;
  };

  template <class Which>
  void send_away(Which which);

  Backend& backend_;
  std::list<Waiting> waiting_;
  QueueRules rules_;
  bool reported_ = false;  ///< that the queue cannot be opened
  bool closed_to_clients_ = false;
  std::optional<Clock::time_point> wake_at_;
};

}  // namespace hookswitch::store
