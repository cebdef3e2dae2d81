#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>

namespace hookswitch::net {

/// Limits the connections of a server that have not become WebSockets. Above the limit, or when too
/// many response bytes are unsent, connections that wait for their peer are closed, the longest
/// idle first: a new connection may be a call.
///
/// shape   one Slot per connection. await_peer() while the peer is expected to send a request or to
///         read a response, begin_request() while the server works on one. hold() before a
///         long-lived response: at most half of the limit may be held
/// range   at most `limit` connections wait for their peer, with kMaxUnsent bytes of responses;
///         together with those that cannot be closed at most twice as many. Beyond that
///         is_admitted() is false
/// errors  none
/// cost    a lock per request; from any thread
class ConnectionLimiter {
 public:
  static constexpr std::size_t kMaxUnsent = 64 << 20;

  explicit ConnectionLimiter(std::size_t limit) : limit_(limit) {}

  class Slot {
   public:
    /// `close` is called once at most, from any thread, with a lock held: it may only post.
    Slot(ConnectionLimiter& limiter, std::function<void()> close);
    ~Slot() { release(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    void await_peer(std::size_t unsent = 0);  ///< `unsent`: bytes that the peer has yet to read
    void begin_request();
    bool hold();  ///< until await_peer() or release(); false: half of the limit is held
    void release();
    bool is_admitted() const;
    /// More connections than the limit: the connection closes after its request.
    bool is_over_limit() const;

   private:
    friend class ConnectionLimiter;
    using Queue = std::list<Slot*>;
    ConnectionLimiter& limiter_;
    const std::function<void()> close_;
    Queue::iterator place_;
    bool open_ = true;
    bool waiting_ = false;
    bool held_ = false;
    std::size_t unsent_ = 0;
  };

 private:
  void close_longest_idle();
  void leave_queue(Slot& slot);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::size_t open_ = 0;
  std::size_t held_ = 0;
  std::size_t unsent_ = 0;
  Slot::Queue waiting_;  ///< the longest idle first
};

}  // namespace hookswitch::net
