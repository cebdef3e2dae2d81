#include "net/http_post.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace hookswitch {
namespace {

/// A server for one connection: what it does with it is the test's.
class OneConnection {
 public:
  explicit OneConnection(std::function<void(net::tcp::socket&)> serve)
      : acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
        port_(acceptor_.local_endpoint().port()),
        thread_([this, serve = std::move(serve)] {
          net::tcp::socket socket(context_);
          acceptor_.accept(socket);
          serve(socket);
        }) {}
  ~OneConnection() { thread_.join(); }
  std::uint16_t port() const { return port_; }

 private:
  asio::io_context context_;
  net::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::thread thread_;
};

void say(net::tcp::socket& socket, const std::string& text) {
  net::ErrorCode ignored;
  asio::write(socket, asio::buffer(text), ignored);
}

void read_head(net::tcp::socket& socket) {
  std::string head;
  net::ErrorCode ignored;
  asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", ignored);
}

/// Writes until the peer has had enough.
void say_without_end(net::tcp::socket& socket) {
  const std::string piece(4'096, 'x');
  for (net::ErrorCode error; !error;) asio::write(socket, asio::buffer(piece), error);
}

void read_to_the_end(net::tcp::socket& socket) {
  std::array<char, 65'536> bytes;
  for (net::ErrorCode error; !error;) socket.read_some(asio::buffer(bytes), error);
}

struct Outcome {
  net::PostAnswer answer;
  bool in_time = false;  ///< long before the timeout
};

Outcome post(const OneConnection& server, std::string body = "{}") {
  constexpr Micros kTimeout{20'000'000};
  asio::io_context context;
  net::PostPlan plan;
  plan.url = *net::parse_http_url("http://127.0.0.1:" + std::to_string(server.port()) + "/calls");
  plan.body = std::move(body);
  plan.timeout = kTimeout;
  Outcome outcome;
  int answers = 0;
  const auto begin = std::chrono::steady_clock::now();
  net::HttpPost(context.get_executor(), std::move(plan), [&](net::PostAnswer answer) {
    outcome.answer = std::move(answer);
    outcome.in_time = std::chrono::steady_clock::now() - begin < kTimeout / 2;
    ++answers;
  }).start();
  context.run();
  EXPECT_EQ(answers, 1);
  return outcome;
}

TEST(HttpPost, AnAcceptanceCountsWhateverItsBodyDoes) {
  const std::function<void(net::tcp::socket&)> servers[] = {
      [](net::tcp::socket& socket) {  // larger than is read
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + std::string(70'000, 'x'));
      },
      [](net::tcp::socket& socket) {  // larger than there is
        say(socket, "HTTP/1.1 204 \r\nContent-Length: 99999999999\r\n\r\n");
      },
      [](net::tcp::socket& socket) {  // without a length and without an end
        say(socket, "HTTP/1.1 202 Accepted\r\n\r\n");
        say_without_end(socket);
      },
      [](net::tcp::socket& socket) {  // announced and never sent
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        read_to_the_end(socket);
      },
      [](net::tcp::socket& socket) {  // broken chunks
        say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
      },
      [](net::tcp::socket& socket) {
        say(socket, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 \r\n\r\n");
      },
  };
  for (const auto& serve : servers) {
    const OneConnection server([&](net::tcp::socket& socket) {
      read_head(socket);
      serve(socket);
    });
    const Outcome outcome = post(server);
    EXPECT_EQ(outcome.answer.http_status / 100, 2) << outcome.answer.detail;
    EXPECT_TRUE(outcome.in_time);
  }
}

TEST(HttpPost, ARefusalCountsWhateverItsBodyDoesAndTellsTheBeginningOfIt) {
  const std::string why = "401 Unauthorized\r\n";
  const std::function<void(net::tcp::socket&)> servers[] = {
      [&](net::tcp::socket& socket) {
        say(socket, "HTTP/1.1 " + why + "\r\nwrong key ");
        say_without_end(socket);
      },
      [&](net::tcp::socket& socket) {
        say(socket, "HTTP/1.1 " + why + "Content-Length: 900000000\r\n\r\nwrong key ");
        say_without_end(socket);
      },
      [&](net::tcp::socket& socket) {
        say(socket, "HTTP/1.1 " + why + "Content-Length: 900\r\n\r\nwrong key ");
        read_to_the_end(socket);
      },
  };
  for (const auto& serve : servers) {
    const OneConnection server([&](net::tcp::socket& socket) {
      read_head(socket);
      serve(socket);
    });
    const Outcome outcome = post(server);
    EXPECT_EQ(outcome.answer.http_status, 401);
    EXPECT_EQ(outcome.answer.detail.substr(0, 23), "Unauthorized: wrong key");
    EXPECT_LE(outcome.answer.detail.size(), 14 + net::HttpPost::kMaxText);
    EXPECT_TRUE(outcome.in_time);
  }
}

TEST(HttpPost, AnAnswerBeforeTheRequestHasGoneOutCounts) {
  std::mutex mutex;
  std::condition_variable over;
  bool done = false;
  const OneConnection server([&](net::tcp::socket& socket) {
    read_head(socket);
    say(socket, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    std::unique_lock lock(mutex);  // of the body nothing is read while the client waits
    over.wait(lock, [&] { return done; });
  });
  const Outcome outcome = post(server, std::string(32 << 20, 'x'));
  {
    const std::lock_guard lock(mutex);
    done = true;
  }
  over.notify_one();
  EXPECT_EQ(outcome.answer.http_status, 413) << outcome.answer.detail;
  EXPECT_TRUE(outcome.in_time);
}

TEST(HttpPost, WithoutAStatusThereIsNoAnswer) {
  const OneConnection server([](net::tcp::socket& socket) {
    read_head(socket);
    say(socket, "HTTP/1.1 2");
  });
  const Outcome outcome = post(server);
  EXPECT_EQ(outcome.answer.http_status, 0);
  EXPECT_NE(outcome.answer.detail, "");
}

}  // namespace
}  // namespace hookswitch
