#pragma once

#include <functional>
#include <thread>

namespace hookswitch::cli {

/// SIGINT and SIGTERM, waited for by the main thread. Make it before any other thread.
class StopSignal {
 public:
  StopSignal();
  void wait() const;

  /// Does something at the next one, as long as this lives; at the latest when it ends.
  class Next {
   public:
    explicit Next(std::function<void()> then);
    ~Next();
    Next(const Next&) = delete;
    Next& operator=(const Next&) = delete;

   private:
    std::thread thread_;
  };
};

}  // namespace hookswitch::cli
