#pragma once

#include <functional>
#include <thread>

namespace hookswitch::cli {

/// SIGINT and SIGTERM, awaited by the main thread. Create it before any other thread.
class StopSignal {
 public:
  StopSignal();
  void wait() const;

  /// Runs something at the next signal, as long as this exists; no later than at its end.
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
