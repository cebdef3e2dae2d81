#pragma once

#include <optional>
#include <string>

#include "hookswitch/base/deadlines.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/call/bounds.hpp"
#include "hookswitch/call/call_table.hpp"
#include "hookswitch/call/end_cause.hpp"

namespace hookswitch::call {

/// One slot per bound of a call.
enum class Bound : std::uint8_t {
  ringing,
  answered_to_socket,
  socket_to_start,
  start_to_media,
  media_silence,
  agent_connect,
  carrier_send,
  agent_send,
  goodbye,        ///< the agent said goodbye: hang up, played or not
  longest_call,   ///< the last one that ends a call; the rest finish an end
  carrier_close,  ///< the carrier's socket must be closed now
  last_words,     ///< do not wait longer for the transcript of the last turns
  agent_close,    ///< the agent's socket must be closed now
  gone,
  count
};

/// The ending that a bound decides when it passes; nullopt for those that only finish an end.
std::optional<EndCause> cause_of(Bound bound);

/// Why a call ends, in full.
struct Ending {
  EndCause cause = EndCause::carrier_closed;
  std::string detail;
  std::optional<Errc> code;  ///< finer than code_of(cause), when known
};

/// The life of one call: its state and every bound on it.
///
/// shape   events and sends in; the due bound and the next deadline out
/// time    the caller passes it
/// errors  none: what makes no sense in the present state is refused (apply returns none)
/// cost    O(bounds), no allocation but the ending's text
/// source  call_table.hpp; docs/reference/design.md#a-call-ends-once
class Call {
 public:
  enum class Peer : std::uint8_t { carrier, agent };

  Call(const Bounds& bounds, Instant now);

  State state() const { return state_; }
  bool live() const { return state_ < State::ending; }

  Action apply(Event event, Instant now);

  void agent_dialled(Instant now);
  void agent_ready() { deadlines_.disarm(Bound::agent_connect); }
  void send_outstanding(Peer peer, Instant now);
  void send_done(Peer peer);
  /// The agent said goodbye; its audio will have been played at `played`. Later calls move it.
  void goodbye(Instant played);

  /// Deadlines that are armed move by as much as their bounds. Not while the call ends.
  void change_bounds(const Bounds& bounds);

  /// True when this is the first cause: the call is ending now. False: it was ending already.
  bool end(Ending ending, Instant now);
  const std::optional<Ending>& ending() const { return ending_; }

  /// Bounds of the end itself, armed where sockets are closed.
  void await(Bound bound, Instant until);
  void settled(Bound bound) { deadlines_.disarm(bound); }

  /// `now` is long after the last deadline, because this process stood still: what peers have sent
  /// meanwhile waits in the sockets. Once between two signs of life, due bounds get some more
  /// time.
  void woke_late(Instant now);

  /// What is being handled when a bound is looked at.
  enum class Occasion : std::uint8_t { tick, input };
  /// The bounds on sends are judged by a tick alone: by then the sockets have reported what they took,
  /// however late this process looks at them.
  std::optional<Bound> take_due(Instant now, Occasion occasion);
  std::optional<Instant> next_deadline() const { return deadlines_.next(); }
  std::optional<Instant> deadline(Bound bound) const { return deadlines_.at(bound); }

 private:
  void perform(Action action, Instant now);
  /// How long the carrier may send no audio at present.
  Millis silence_of(const Bounds& bounds) const;

  Bounds bounds_;
  State state_ = State::created;
  bool paused_ = false;  ///< the carrier has announced that it sends no audio
  Deadlines<Bound> deadlines_;
  std::optional<Ending> ending_;
  bool excused_ = false;  ///< the clock stood still, and the carrier has not been heard since
};

}  // namespace hookswitch::call
