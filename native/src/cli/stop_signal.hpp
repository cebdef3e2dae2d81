#pragma once

namespace hookswitch::native {

/// SIGINT and SIGTERM, waited for by the main thread. Make it before any other thread.
class StopSignal {
 public:
  StopSignal();
  void wait() const;
};

}  // namespace hookswitch::native
