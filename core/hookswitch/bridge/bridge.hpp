#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hookswitch/bridge/config.hpp"
#include "hookswitch/bridge/input.hpp"
#include "hookswitch/bridge/output.hpp"

namespace hookswitch::bridge {

/// One production call: carrier leg, agent leg, turn taking, lifecycle.
///
/// shape   handle() any input at any time; poll() until empty
/// time    `now` never runs backwards (it is clamped); tick when next_deadline() has passed
/// errors  none: invalid input is counted in the record, gets a reply, or ends the call with its
///         cause
/// cost    per carrier frame one decode, one encode; outputs own their bytes
/// source  docs/reference/design.md#sessions, #a-call-ends-once, #media-rules
///
/// Ends with exactly one Ended and then Gone, within Bounds::end_to_gone of the decision, whatever
/// the peers do. A call begins with the first word of it: a message on its media socket, a close
/// that reports an error, what the carrier or an operator says over HTTP, or a bound that passes
/// without any. A socket that closes before that was no call: Gone comes without Ended, and no
/// Journal row before it.
class Bridge {
 public:
  Bridge(const Config& config, Instant now);
  /// With a host's end of config.carrier that has seen the upgrade.
  Bridge(const Config& config, std::unique_ptr<carrier::HostEnd> host, Instant now);
  ~Bridge();
  Bridge(Bridge&&) noexcept;
  Bridge& operator=(Bridge&&) noexcept;

  void handle(const Input& input, Instant now);
  std::optional<Output> poll();
  std::optional<Instant> next_deadline() const;

  const std::string& id() const;
  /// The record as it stands now, for GET /v1/calls/{id} of a live call.
  record::Record record(Instant now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookswitch::bridge
