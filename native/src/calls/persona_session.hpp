#pragma once

#include <memory>
#include <string>

#include "calls/persona_registry.hpp"
#include "calls/server_context.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "net/link.hpp"
#include "net/ticker.hpp"

namespace hookswitch::calls {

/// One session of a built-in agent on a real socket.
///
/// shape   reports its end: one line in the log, and a report where the registry wants one
/// time    lives on one thread, as long as its socket
/// errors  none: the dialect responds to invalid messages
class PersonaSession final : public net::LinkListener,
                             public std::enable_shared_from_this<PersonaSession> {
 public:
  PersonaSession(std::shared_ptr<PersonaRegistry> personas, const persona::Config& config,
                 std::string peer, const asio::any_io_executor& executor);

  void open(std::unique_ptr<net::WebSocket> socket);
  /// The agent is being stopped. From any thread.
  void leave();

  void on_frame(net::Link& link, wire::FrameView frame) override;
  void on_sent(net::Link& link, std::uint32_t frames) override;
  void on_closed(net::Link& link, const net::Ending& ending) override;

 private:
  void feed(const persona::Input& input);
  void log_report();

  std::shared_ptr<PersonaRegistry> personas_;
  Counted counted_;
  std::string peer_;
  std::int64_t started_unix_ms_;
  persona::AgentHost host_;
  asio::any_io_executor executor_;
  net::Ticker ticker_;
  std::shared_ptr<net::Link> link_;  ///< empty: the session is over
};

}  // namespace hookswitch::calls
