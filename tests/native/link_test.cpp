// A link on a socket of the test's own: who is said to have ended it, and what its frames wait for.
#include "net/link.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hookswitch {
namespace {

using wire::SocketEnd;

/// Reads and writes when the test lets it.
class Scripted final : public net::WebSocket {
 public:
  explicit Scripted(asio::io_context& context)
      : executor_(context.get_executor()), reads_(context), writes_(context), drained_(context) {
    for (auto* gate : {&reads_, &writes_, &drained_})
      gate->expires_at(asio::steady_timer::time_point::max());
  }

  asio::awaitable<std::optional<wire::FrameView>> read() override {
    while (!ended) co_await reads_.async_wait(net::kTuple);
    co_return std::nullopt;
  }
  void when_peer_closes(std::function<void()>) override {}
  asio::awaitable<bool> write(wire::FrameView) override {
    while (may_write == 0 && !dropped) co_await writes_.async_wait(net::kTuple);
    if (dropped) co_return false;
    --may_write;
    ++written;
    co_return true;
  }
  asio::awaitable<void> close(std::uint16_t, std::string_view) override {
    closed = true;
    co_return;
  }
  asio::awaitable<void> say_why() override {
    draining = true;
    while (!dropped) co_await drained_.async_wait(net::kTuple);
  }
  void drop() override {
    dropped = true;
    end({});
    for (auto* gate : {&writes_, &drained_}) gate->cancel();
  }
  void cut() override {}
  const net::Ending& ending() const override { return ending_; }
  asio::any_io_executor executor() override { return executor_; }

  void end(net::Ending how) {
    if (!std::exchange(ended, true)) ending_ = std::move(how);
    reads_.cancel();
  }
  void let_through(int frames) {
    may_write += frames;
    writes_.cancel();
  }

  net::SocketUse use() const override { return net::SocketUse::agent; }

  bool ended = false, dropped = false, closed = false, draining = false;
  int may_write = 0, written = 0;

 private:
  asio::any_io_executor executor_;
  asio::steady_timer reads_, writes_, drained_;
  net::Ending ending_;
};

constexpr std::size_t kMaxWaiting = net::Link::most_waiting(net::SocketUse::agent);

struct Listener final : net::LinkListener {
  void on_frame(net::Link&, wire::FrameView) override {}
  void on_sent(net::Link&, std::uint32_t frames) override { reports.push_back(frames); }
  void on_closed(net::Link&, const net::Ending& how) override { endings.push_back(how); }

  std::vector<std::uint32_t> reports;
  std::vector<net::Ending> endings;
};

class LinkTest : public ::testing::Test {
 protected:
  LinkTest() {
    auto socket = std::make_unique<Scripted>(context_);
    socket_ = socket.get();
    link_ = std::make_shared<net::Link>(std::move(socket));
    link_->run(listener_);
    context_.poll();
  }
  ~LinkTest() override {
    if (!link_) return;
    link_->drop();
    context_.poll();
  }

  void send(std::size_t bytes) { link_->send({wire::Opcode::binary, std::string(bytes, 'x')}); }
  /// Runs everything that is ready, but no timers.
  void go_on() {
    context_.restart();
    context_.poll();
  }

  asio::io_context context_{1};
  std::shared_ptr<Listener> listener_ = std::make_shared<Listener>();
  Scripted* socket_ = nullptr;
  std::shared_ptr<net::Link> link_;
};

TEST_F(LinkTest, EveryFrameIsReportedAsItLeavesNotTheBatchAsAWhole) {
  for (int i = 0; i < 5; ++i) send(160);
  socket_->let_through(2);
  go_on();
  EXPECT_EQ(socket_->written, 2);
  EXPECT_EQ(listener_->reports, (std::vector<std::uint32_t>{1, 1}));
  socket_->let_through(3);
  go_on();
  EXPECT_EQ(listener_->reports, std::vector<std::uint32_t>(5, 1));
}

TEST_F(LinkTest, APeerThatDoesNotReadIsDroppedByUsAndThatIsSaid) {
  constexpr std::size_t kFrame = 1 << 20;
  for (std::size_t sent = 0; sent <= kMaxWaiting && !socket_->dropped; sent += kFrame) {
    send(kFrame);
    go_on();  // the writer has taken what there was, and waits with it
  }
  ASSERT_TRUE(socket_->dropped) << "what the writer holds waits, too";
  go_on();
  ASSERT_EQ(listener_->endings.size(), 1u);
  EXPECT_EQ(listener_->endings[0].how, SocketEnd::not_read);
  EXPECT_EQ(listener_->endings[0].reason, std::to_string(kMaxWaiting + kFrame) + " bytes wait");
}

TEST_F(LinkTest, WhatHasLeftDoesNotWait) {
  constexpr std::size_t kFrame = 1 << 20;
  for (std::size_t sent = 0; sent < 2 * kMaxWaiting; sent += kFrame) {
    socket_->let_through(1);
    send(kFrame);
    go_on();
  }
  EXPECT_FALSE(socket_->dropped);
  EXPECT_TRUE(listener_->endings.empty());
}

TEST_F(LinkTest, ABrokenRuleIsToldAtOnceThenThePeerHasAMomentToReadWhy) {
  socket_->end({wire::number(wire::CloseCode::protocol_error), "masked", SocketEnd::protocol_error,
                wire::ProtocolRule::masked_frame});
  go_on();
  ASSERT_EQ(listener_->endings.size(), 1u);
  EXPECT_EQ(listener_->endings[0].broken, wire::ProtocolRule::masked_frame);
  EXPECT_TRUE(socket_->draining);
  EXPECT_FALSE(socket_->dropped);
  context_.restart();
  context_.run_for(net::Link::kLinger + Millis{2'000});
  EXPECT_TRUE(socket_->dropped) << "a peer that stays is not waited for";
}

// The timeout of our own close must not be the last one: it was for a peer that replies.
TEST_F(LinkTest, AMessageThatIsTooLargeWhileWeCloseDoesNotKeepTheLink) {
  send(160);  // and is not read: our close waits after it
  link_->close(1000, "", Millis{3'600'000});
  go_on();
  socket_->end({wire::number(wire::CloseCode::too_large), "too large", SocketEnd::too_large});
  go_on();
  ASSERT_EQ(listener_->endings.size(), 1u);
  context_.restart();
  context_.run_for(net::Link::kLinger + Millis{2'000});
  EXPECT_TRUE(socket_->dropped);
}

}  // namespace
}  // namespace hookswitch
