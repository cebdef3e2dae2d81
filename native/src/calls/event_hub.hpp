#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/asio.hpp"

namespace hookswitch::calls {

class EventHub;

/// One reader of the event stream.
///
/// range   at most kMaxWaiting bytes wait; a reader that is too slow is disconnected
class EventReader {
 public:
  static constexpr std::size_t kMaxWaiting = 256 << 10;

  EventReader(EventHub& hub, std::string only_call, const asio::any_io_executor& executor);
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  /// What has happened since the last call, in the form of server-sent events; a comment when
  /// nothing happened for a while; empty when the reader was too slow.
  static asio::awaitable<std::string> next(std::shared_ptr<EventReader> self);
  /// The peer has left: next() returns an empty text at once. On the reader's thread.
  static void leave(const std::shared_ptr<EventReader>& reader);

 private:
  friend class EventHub;
  void take(const std::string& call_id, const std::string& event);
  static void wake(const std::weak_ptr<EventReader>& reader);

  EventHub& hub_;
  const std::string only_call_;
  asio::steady_timer timer_;
  std::mutex mutex_;
  std::string waiting_;
  bool cut_off_ = false;
  std::weak_ptr<EventReader> self_;
};

/// Live events of all calls to everybody who listens.
///
/// range   at most kMaxReaders
/// cost    one atomic read while there is no reader
class EventHub {
 public:
  static constexpr int kMaxReaders = 100;

  bool has_readers() const { return readers_.load(std::memory_order_relaxed) > 0; }
  /// Empty when there are too many.
  std::shared_ptr<EventReader> subscribe(std::string only_call,
                                         const asio::any_io_executor& executor);
  /// `data` is one line of JSON. From any thread.
  void publish(std::string_view name, const std::string& call_id, std::string_view data);
  int reader_count() const { return readers_.load(std::memory_order_relaxed); }
  void close();  ///< cuts every reader off

 private:
  friend class EventReader;
  std::vector<std::shared_ptr<EventReader>> alive();

  std::mutex mutex_;
  std::vector<std::weak_ptr<EventReader>> list_;
  std::uint64_t last_id_ = 0;
  std::atomic<int> readers_{0};
};

}  // namespace hookswitch::calls
