#include "calls/turn_away.hpp"

#include <utility>

#include "net/link.hpp"

namespace hookswitch::native {
namespace {

constexpr Micros kClosePatience{2'000'000};

class TurnedAway final : public LinkListener {
  void on_frame(Link&, wire::FrameView) override {}
  void on_sent(Link&, std::uint32_t) override {}
  void on_closed(Link&, const Ending&) override {}
};

}  // namespace

void turn_away(std::unique_ptr<WebSocket> socket, std::uint16_t code, std::string reason) {
  const auto link = std::make_shared<Link>(std::move(socket));
  link->run(std::make_shared<TurnedAway>());
  link->close(code, std::move(reason), kClosePatience);
}

}  // namespace hookswitch::native
