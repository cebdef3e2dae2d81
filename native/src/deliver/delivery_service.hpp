#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "deliver/settings.hpp"
#include "hookswitch/base/secrets.hpp"
#include "net/busy_count.hpp"
#include "net/http_post.hpp"
#include "store/store.hpp"

namespace hookswitch::deliver {

/// Delivers ended calls by signed HTTP POST: claims from the queue, posts, acknowledges.
///
/// shape   start(), which does nothing without a URL; stop() withdraws the claims, gives running
///         posts kLastTries, then ends
/// time    a separate thread: no call ever waits for a consumer
/// errors  none: without a 2xx response the entry is returned; the queue's rules decide when it is
///         retried and when it is dead. At least once: after a crash between response and ack the
///         entry is delivered again, under the same id
/// range   Settings::at_once posts at a time
class DeliveryService {
 public:
  static constexpr Millis kLastTries{2'000};

  /// `secrets` never occur in the reason of a failed delivery, whatever the consumer returns.
  DeliveryService(store::Store& store, Settings settings, Secrets secrets = {});
  ~DeliveryService();
  DeliveryService(const DeliveryService&) = delete;
  DeliveryService& operator=(const DeliveryService&) = delete;

  void start();
  void stop();

 private:
  class Worker;  ///< one delivery at a time

  store::Store& store_;
  const Settings settings_;
  const Secrets secrets_;
  const std::string key_;
  asio::io_context context_{1};
  std::vector<std::shared_ptr<Worker>> workers_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  net::BusyCount busy_;  ///< workers that wait for an entry or deliver one
};

}  // namespace hookswitch::deliver
