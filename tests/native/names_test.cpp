#include "net/names.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>

namespace hookswitch {
namespace {

/// A name server that does not respond to "stuck" until it is released.
class Server {
 public:
  net::NamePool::Ask ask() {
    return [state = state_](const std::string& name) -> net::NameAnswer {
      if (name == "stuck") {
        state->reached.set_value();
        state->go_on.get_future().wait();
      }
      return {{asio::ip::make_address("192.0.2.7")}, {}};
    };
  }
  void wait_until_asked() { state_->reached.get_future().wait(); }
  void go_on() { state_->go_on.set_value(); }

 private:
  struct State {
    std::promise<void> reached, go_on;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

asio::awaitable<void> note(net::NameLookup& lookup, std::string name, std::string& into) {
  const net::NameAnswer answer = co_await lookup.find(std::move(name));
  into = answer.addresses.empty() ? answer.error : answer.addresses.front().to_string();
}

TEST(Names, ANumberAndLocalhostAskNobody) {
  net::NamePool nobody([](const std::string&) -> net::NameAnswer { std::abort(); }, 1);
  const std::map<std::string, std::string> cases{
      {"127.0.0.1", "127.0.0.1"}, {"::1", "::1"}, {"localhost", "127.0.0.1"}};
  for (const auto& [name, address] : cases) {
    asio::io_context context;
    net::NameLookup lookup(context.get_executor(), nobody);
    std::string found;
    net::spawn(context.get_executor(), note(lookup, name, found));
    context.run();
    EXPECT_EQ(found, address);
  }
}

TEST(Names, AStuckNameHoldsUpNeitherOthersNorItsOwnCancellation) {
  Server server;
  net::NamePool pool(server.ask(), 2);
  asio::io_context context;
  net::NameLookup first(context.get_executor(), pool);
  net::NameLookup second(context.get_executor(), pool);
  std::string stuck;
  std::string other;
  net::spawn(context.get_executor(), note(first, "stuck", stuck));
  context.poll();
  server.wait_until_asked();
  net::spawn(context.get_executor(), note(second, "other", other));
  while (other.empty()) context.run_one();
  EXPECT_EQ(other, "192.0.2.7");
  EXPECT_EQ(stuck, "");
  first.cancel();
  context.run();
  EXPECT_EQ(stuck, "given up");
  server.go_on();
}

TEST(Names, AnAnswerThatComesAfterItsContextHasGoneIsDropped) {
  Server server;
  auto pool = std::make_unique<net::NamePool>(server.ask(), 1);
  {
    asio::io_context context;
    net::NameLookup lookup(context.get_executor(), *pool);
    std::string found;
    net::spawn(context.get_executor(), note(lookup, "stuck", found));
    context.poll();
    server.wait_until_asked();
  }
  pool.reset();  // does not wait for the thread
  server.go_on();
}

}  // namespace
}  // namespace hookswitch
