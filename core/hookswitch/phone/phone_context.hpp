#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "hookswitch/phone/config.hpp"
#include "hookswitch/phone/output.hpp"
#include "hookswitch/phone/phone_table.hpp"
#include "hookswitch/phone/report.hpp"

namespace hookswitch::phone {

/// What the parts of one Phone share: the configuration, the time, the state, the report and what
/// waits to be polled. Everything else is private to a part.
struct PhoneContext {
  PhoneContext(const Config& configured, Instant created)
      : config(configured), now(created), dialed_at(created) {}
  PhoneContext(const PhoneContext&) = delete;
  PhoneContext& operator=(const PhoneContext&) = delete;

  bool on_the_call() const { return state == State::open || state == State::talking; }
  /// Milliseconds since Dial.
  std::int64_t at_ms() const { return to_ms(now - dialed_at); }

  void send(wire::Frame frame) { outputs.push_back(SendFrame{std::move(frame)}); }
  void send(std::optional<wire::Frame> frame) {
    if (frame) send(std::move(*frame));
  }
  /// An Event, and an entry of the report's timeline.
  void event(std::string_view name, std::string_view detail = {}, int code = 0);
  void warn(Errc code, std::string_view detail);
  /// A warning the first time, counted in the report every time.
  void count(Errc what, std::string_view evidence);

  const Config config;
  Instant now;
  Instant dialed_at;
  State state = State::idle;
  Report report;
  std::deque<Output> outputs;
};

}  // namespace hookswitch::phone
