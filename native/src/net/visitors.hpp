#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>

namespace hookswitch::net {

/// The connections of a server that have not become WebSockets. When there are more than it has
/// room for, or when their peers leave too much untaken, those that wait for their peer are sent
/// away, the longest idle first: a new one may be a call.
///
/// shape   one Visit per connection. waits() while the peer is expected to send a request or to
///         take an answer, is_served() while the server works on one. stays() before an answer that
///         takes its time: at most half of the room is for those
/// range   at most `room` are waited for, with kMaxUntaken bytes of answers; together with those
///         that cannot be sent away at most twice as many. Beyond that may_stay() is false
/// errors  none
/// cost    a lock per request; from any thread
class Visitors {
 public:
  static constexpr std::size_t kMaxUntaken = 64 << 20;

  explicit Visitors(std::size_t room) : room_(room) {}

  class Visit {
   public:
    /// `send_away` is called once at most, from any thread, with a lock held: it may only post.
    Visit(Visitors& visitors, std::function<void()> send_away);
    ~Visit() { leave(); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    void waits(std::size_t answer = 0);  ///< `answer`: the bytes that the peer has to take
    void is_served();
    bool stays();  ///< until it waits again; false: there is no room for more of those
    void leave();
    bool may_stay() const;
    /// There are more than the visitors has room for: one request, and not again.
    bool is_crowded() const;

   private:
    friend class Visitors;
    using Queue = std::list<Visit*>;
    Visitors& visitors_;
    const std::function<void()> send_away_;
    Queue::iterator place_;
    bool present_ = true;
    bool waiting_ = false;
    bool staying_ = false;
    std::size_t untaken_ = 0;
  };

 private:
  void send_longest_away();
  void leave_queue(Visit& visit);

  const std::size_t room_;
  mutable std::mutex mutex_;
  std::size_t present_ = 0;
  std::size_t staying_ = 0;
  std::size_t untaken_ = 0;
  Visit::Queue waiting_;  ///< the longest first
};

}  // namespace hookswitch::net
