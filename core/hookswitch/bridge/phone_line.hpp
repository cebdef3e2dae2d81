#pragma once

#include <string>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/bridge/call_context.hpp"

namespace hookswitch::bridge {

/// The phone call behind the stream: the carrier's API ends it, where an account is configured.
///
/// shape   hang_up() when the call ends; then the responses to its requests. The record waits until
///         there is an outcome, within the bound on the end
/// time    arms the chore hang_up_phone; a request that failed for a passing reason is repeated,
///         the pauses doubled, as long as the bound allows. "It was over before" is success
/// errors  none: a HangUpFact of the record
class PhoneLine {
 public:
  explicit PhoneLine(CallContext& context) : context_(context), rng_(context.config.seed ^ kMix) {}

  /// Whether hang_up() will ask for anything.
  bool can_hang_up() const;
  /// How long the media socket stays open after that.
  Micros before_close() const;
  void hang_up();
  /// Chore::hang_up_phone
  void ask();
  void on(const PhoneReplied& replied);
  void on(const PhoneNotReached& failed);
  /// The bound on the end has passed.
  void give_up();
  bool is_busy() const { return state_ == State::asked || state_ == State::pausing; }

 private:
  enum class State : std::uint8_t { idle, asked, pausing, done };
  static constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15;

  const carrier::HangUpApi* api() const;
  /// Where the API is; empty: not known, as of a profile that has its dialect's account.
  std::string_view url() const;
  void retry_or(record::HangUpOutcome outcome, int http_status, std::string_view detail);
  void finish(record::HangUpOutcome outcome, int http_status, std::string_view detail);
  Instant deadline() const;

  CallContext& context_;
  Rng rng_;  ///< for the ids of tokens
  State state_ = State::idle;
  Instant began_{};
  int attempts_ = 0;
  int last_status_ = 0;
  std::string last_detail_;
};

}  // namespace hookswitch::bridge
