#pragma once

#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>

namespace hookswitch::log {

/// Writes lines to stderr for as long as they are read.
///
/// shape   the log's own thread writes; hurry() ends all waiting
/// time    waits for a slow reader; after hurry() for kLastLines in all, so that the end of the
///         process never depends on the reader of its log
/// range   dropped lines are counted, and the next line that is written reports how many
/// errors  none: without a reader lines are dropped
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  static constexpr std::chrono::milliseconds kLastLines{2'000};

  /// `queue`: where lines wait, and are dropped when it is full; outlives the thread that writes.
  explicit StderrSink(spdlog::details::thread_pool& queue);
  ~StderrSink() override;

  void hurry() { hurried_ = true; }
  std::size_t dropped() const { return dropped_ + queue_.overrun_counter(); }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override;
  void flush_() override {}
  bool write(std::string_view bytes);
  bool wait();

  spdlog::details::thread_pool& queue_;
  int file_;  ///< stderr, without blocking where that can be had
  bool is_socket_ = false;
  bool is_own_ = false;
  bool is_broken_ = false;  ///< only a part of the last line was written
  std::atomic<bool> hurried_{false};
  std::atomic<std::size_t> dropped_{0};
  std::size_t told_ = 0;  ///< of them
  std::optional<std::chrono::steady_clock::time_point> give_up_;
};

}  // namespace hookswitch::log
