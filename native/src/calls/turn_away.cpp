#include "calls/turn_away.hpp"

#include <utility>

#include "net/link.hpp"

namespace hookswitch::calls {
namespace {

constexpr Micros kTurnAwayTimeout{2'000'000};

class TurnedAway final : public net::LinkListener {
  void on_frame(net::Link&, wire::FrameView) override {}
  void on_sent(net::Link&, std::uint32_t) override {}
  void on_closed(net::Link&, const net::Ending&) override {}
};

}  // namespace

void turn_away(std::unique_ptr<net::WebSocket> socket, std::uint16_t code, std::string reason) {
  const auto link = std::make_shared<net::Link>(std::move(socket));
  link->run(std::make_shared<TurnedAway>());
  link->close(code, std::move(reason), kTurnAwayTimeout);
}

}  // namespace hookswitch::calls
