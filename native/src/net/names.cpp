#include "net/names.hpp"

#include <netdb.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <thread>
#include <utility>

namespace hookswitch::net {
namespace {

NameAnswer ask_system(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (failure != 0) return {{}, ::gai_strerror(failure)};
  NameAnswer answer;
  for (const addrinfo* each = found; each; each = each->ai_next) {
    tcp::endpoint endpoint;
    if (each->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
    answer.addresses.push_back(endpoint.address());
  }
  ::freeaddrinfo(found);
  return answer;
}

/// What a name means without a name server. source  RFC 6761, section 6.3: localhost
std::vector<asio::ip::address> known(const std::string& name) {
  ErrorCode no_number;
  const auto address = asio::ip::make_address(name, no_number);
  if (!no_number) return {address};
  if (name == "localhost")
    return {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
  return {};
}

}  // namespace

/// Shared by the lookup and the thread that does it.
struct NamePool::Question {
  ~Question() {
    if (signal >= 0) ::close(signal);
  }
  std::string name;
  int signal = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::mutex mutex;
  bool given_up = false;
  std::optional<NameAnswer> answer;
};

NamePool::NamePool(const Ask& ask, int threads) : queue_(std::make_shared<Queue>()) {
  for (int i = 0; i < threads; ++i)
    std::thread([queue = queue_, ask] { work(queue, ask); }).detach();
}

NamePool::~NamePool() {
  const std::lock_guard lock(queue_->mutex);
  queue_->over = true;
  queue_->wake.notify_all();
}

NamePool& NamePool::system() {
  // Never destroyed: a thread may still be in getaddrinfo when the program ends.
  static NamePool& pool = *new NamePool(ask_system, kThreads);
  return pool;
}

bool NamePool::put(std::shared_ptr<Question> question) {
  const std::lock_guard lock(queue_->mutex);
  if (queue_->waiting.size() >= kMaxWaiting) return false;
  queue_->waiting.push_back(std::move(question));
  queue_->wake.notify_one();
  return true;
}

void NamePool::work(const std::shared_ptr<Queue>& queue, const Ask& ask) {
  for (;;) {
    std::shared_ptr<Question> question;
    {
      std::unique_lock lock(queue->mutex);
      queue->wake.wait(lock, [&] { return queue->over || !queue->waiting.empty(); });
      if (queue->over) return;
      question = std::move(queue->waiting.front());
      queue->waiting.pop_front();
    }
    const auto given_up = [&] {
      const std::lock_guard lock(question->mutex);
      return question->given_up;
    };
    if (given_up()) continue;
    NameAnswer answer = ask(question->name);
    const std::lock_guard lock(question->mutex);
    question->answer = std::move(answer);
    ::eventfd_write(question->signal, 1);
  }
}

NameLookup::NameLookup(const asio::any_io_executor& executor, NamePool& pool)
    : pool_(pool), answered_(executor) {}

NameLookup::~NameLookup() { cancel(); }

asio::awaitable<NameAnswer> NameLookup::find(std::string name) {
  NameAnswer answer{known(name), {}};
  if (!answer.addresses.empty()) co_return answer;
  question_ = std::make_shared<NamePool::Question>();
  question_->name = std::move(name);
  ErrorCode no_descriptor;
  answered_.assign(::dup(question_->signal), no_descriptor);
  if (no_descriptor) co_return NameAnswer{{}, no_descriptor.message()};
  const auto question = question_;
  if (!pool_.put(question)) co_return NameAnswer{{}, "too many names are being looked up"};
  co_await answered_.async_wait(asio::posix::stream_descriptor::wait_read, kTuple);
  const std::lock_guard lock(question->mutex);
  if (question->answer && !question->given_up) co_return std::move(*question->answer);
  co_return NameAnswer{{}, "given up"};
}

void NameLookup::cancel() {
  if (!question_) return;
  {
    const std::lock_guard lock(question_->mutex);
    question_->given_up = true;
  }
  question_.reset();
  ErrorCode ignored;
  answered_.cancel(ignored);
}

}  // namespace hookswitch::net
