#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/persona/persona.hpp"
#include "hookswitch/persona/session_report.hpp"
#include "hookswitch/wire/frame.hpp"
#include "hookswitch/wire/socket_end.hpp"

/// The built-in agent: the agent's end of a dialect, backed by a persona.
namespace hookswitch::persona {

struct Config {
  const agent::AgentDialect* dialect = &agent::usual_dialect();
  Persona persona = Persona::parrot;
  std::uint64_t seed = 0;
  std::string model{};  ///< as asked for in the URL; a persona's name leaves the model open
  std::optional<agent::Denial> denial{};
};

struct Tick {};
struct Opened {};
struct FrameIn {
  wire::FrameView frame;  ///< borrowed for the call
};
struct Leave {};  ///< the agent is being stopped
struct Closed {
  std::uint16_t code = wire::number(wire::CloseCode::no_status);
  std::string_view reason;
  wire::SocketEnd how = wire::SocketEnd::closed;
};
using Input = std::variant<Tick, Opened, FrameIn, Leave, Closed>;

struct SendFrame {
  wire::Frame frame;
};
struct CloseSocket {
  std::uint16_t code;
  std::string reason;
};
/// Something is wrong with the session, found just now; the report has it, too.
struct Noticed {
  Errc code;
  std::string detail;
};
using Output = std::variant<SendFrame, CloseSocket, Noticed>;

/// One session of a built-in agent, under the session contract.
///
/// time    audio is said several times faster than real time, in uneven chunks, as vendors do
/// errors  none: the reply to an invalid message is the dialect's error event; one above the size
///         limit closes the socket with 1009
/// cost    a parrot keeps at most two minutes each of what it hears, is about to say and has said
class AgentHost {
 public:
  AgentHost(const Config& config, Instant now);
  ~AgentHost();
  AgentHost(AgentHost&&) noexcept;
  AgentHost& operator=(AgentHost&&) noexcept;

  void handle(const Input& input, Instant now);
  std::optional<Output> poll();
  std::optional<Instant> next_deadline() const;

  /// What the session has been like so far.
  SessionReport report(Instant now) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookswitch::persona
