#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/asio.hpp"

namespace hookswitch::net {

/// The addresses of a name, or why there are none.
struct NameAnswer {
  std::vector<asio::ip::address> addresses;
  std::string error;
};

/// Threads that ask the system for names. Asio has one such thread per io_context, joins it at the
/// end, and puts numeric addresses into the same queue: one dead name server would hold up all.
///
/// time    the threads are never waited for; callers set their own bound
/// range   kMaxWaiting questions; more are refused
class NamePool {
 public:
  static constexpr int kThreads = 4;
  static constexpr std::size_t kMaxWaiting = 4'096;
  using Ask = std::function<NameAnswer(const std::string& name)>;

  NamePool(const Ask& ask, int threads);
  ~NamePool();  ///< detaches the threads
  NamePool(const NamePool&) = delete;
  NamePool& operator=(const NamePool&) = delete;

  /// The process's pool: asks the system.
  static NamePool& system();

 private:
  friend class NameLookup;
  struct Question;
  struct Queue {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Question>> waiting;
    bool over = false;
  };
  static void work(const std::shared_ptr<Queue>& queue, const Ask& ask);
  bool put(std::shared_ptr<Question> question);

  std::shared_ptr<Queue> queue_;
};

/// One lookup. Lives on one thread; may be destroyed while the lookup still runs.
///
/// shape   find() once; cancel() ends it at once. The result comes through a descriptor, not
///         through the io_context, which may no longer exist then
/// errors  a result without addresses says why
class NameLookup {
 public:
  explicit NameLookup(const asio::any_io_executor& executor, NamePool& pool = NamePool::system());
  ~NameLookup();
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  /// Numbers and localhost are resolved without a lookup.
  asio::awaitable<NameAnswer> find(std::string name);
  void cancel();

 private:
  NamePool& pool_;
  asio::posix::stream_descriptor answered_;  ///< readable when the result is there
  std::shared_ptr<NamePool::Question> question_;
};

}  // namespace hookswitch::net
