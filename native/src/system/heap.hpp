#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace hookswitch::system {

/// Returns the memory of ended calls to the system.
///
/// shape   for as long as it lives; one per process
/// time    pieces of kLarge or more at once; the pages that small pieces have left, every kEvery,
///         on a separate thread, when more than kWorthIt of the heap is free
/// errors  none; does nothing where the C library is not glibc
/// source  mallopt(3), malloc_trim(3). Left alone, glibc raises the size from which a piece is
///         returned to the largest that it has seen freed, up to 32 MB, and never returns pages in
///         the middle of the heap: a flood's memory stays with the process
class HeapKeeper {
 public:
  HeapKeeper();
  ~HeapKeeper();
  HeapKeeper(const HeapKeeper&) = delete;
  HeapKeeper& operator=(const HeapKeeper&) = delete;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace hookswitch::system
