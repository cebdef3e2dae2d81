#include "serve/persona_session.hpp"

#include <utility>

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::native {
namespace {

constexpr Micros kClosePatience{2'000'000};

class TurnedAway final : public LinkListener {
  void on_frame(Link&, wire::FrameView) override {}
  void on_sent(Link&, std::uint32_t) override {}
  void on_closed(Link&, const Ending&) override {}
};

}  // namespace

PersonaSession::PersonaSession(std::atomic<int>& counter, const persona::Config& config,
                               const net::any_io_executor& executor)
    : counted_(counter),
      host_(config, now()),
      ticker_(executor, [this] { feed(persona::Tick{}); }) {}

void PersonaSession::open(std::unique_ptr<WebSocket> socket) {
  link_ = std::make_shared<Link>(std::move(socket));
  link_->run(shared_from_this());
  feed(persona::Opened{});
}

void PersonaSession::feed(const persona::Input& input) {
  host_.handle(input, now());
  while (auto output = host_.poll())
    std::visit(Overloaded{[this](persona::SendFrame& send) {
                            if (link_) link_->send(std::move(send.frame));
                          },
                          [this](persona::CloseSocket& close) {
                            if (link_)
                              link_->close(close.code, std::move(close.reason), kClosePatience);
                          }},
               *output);
  if (link_) ticker_.expect(weak_from_this(), host_.next_deadline());
}

void PersonaSession::on_frame(Link&, wire::FrameView frame) { feed(persona::FrameIn{frame}); }

void PersonaSession::on_sent(Link&, std::uint32_t) {}

void PersonaSession::on_closed(Link&, const Ending&) {
  link_.reset();
  ticker_.stop();
  feed(persona::Closed{});
}

void turn_away(std::unique_ptr<WebSocket> socket, std::uint16_t code, std::string reason) {
  const auto link = std::make_shared<Link>(std::move(socket));
  link->run(std::make_shared<TurnedAway>());
  link->close(code, std::move(reason), kClosePatience);
}

}  // namespace hookswitch::native
