#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "hookswitch/base/time.hpp"
#include "net/asio.hpp"

namespace hookswitch::net {

/// Wakes a session when its deadline has passed.
///
/// shape   expect() the session's deadline after every input; `due` is called at or after it
/// time    a deadline that moves back costs nothing: the timer fires early and is armed again
/// errors  none
/// cost    one timer; it is rearmed for an earlier deadline only
class Ticker {
 public:
  /// `due` is called at the deadline. The owner keeps the ticker; after `owner` has gone nothing is
  /// called.
  Ticker(const asio::any_io_executor& executor, std::function<void()> due);

  void expect(const std::weak_ptr<void>& owner, std::optional<Instant> deadline);
  void stop();

 private:
  void arm(const std::weak_ptr<void>& owner);

  asio::steady_timer timer_;
  std::function<void()> due_;
  std::optional<Instant> deadline_;  ///< what the session wants
  std::optional<Instant> armed_;     ///< what the timer waits for
};

}  // namespace hookswitch::net
