#pragma once

#include <memory>

#include "hookswitch/persona/agent_host.hpp"
#include "net/link.hpp"
#include "net/ticker.hpp"
#include "serve/exchange.hpp"

namespace hookswitch::native {

/// One session of a built-in agent behind a real socket.
///
/// time    lives on one thread, as long as its socket
/// errors  none: the dialect answers bad messages itself
class PersonaSession final : public LinkListener,
                             public std::enable_shared_from_this<PersonaSession> {
 public:
  PersonaSession(std::atomic<int>& counter, const persona::Config& config,
                 const net::any_io_executor& executor);

  void open(std::unique_ptr<WebSocket> socket);

  void on_frame(Link& link, wire::FrameView frame) override;
  void on_sent(Link& link, std::uint32_t frames) override;
  void on_closed(Link& link, const Ending& ending) override;

 private:
  void feed(const persona::Input& input);

  Counted counted_;
  persona::AgentHost host_;
  Ticker ticker_;
  std::shared_ptr<Link> link_;  ///< empty: the session is over
};

/// Opens the socket only to close it with this code, as vendors do with a bad key.
void turn_away(std::unique_ptr<WebSocket> socket, std::uint16_t code, std::string reason);

}  // namespace hookswitch::native
