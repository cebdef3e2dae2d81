#include "system/heap.hpp"

#include <malloc.h>

#include <chrono>
#include <cstddef>

namespace hookswitch::system {
namespace {

constexpr std::chrono::seconds kEvery{2};

#ifdef __GLIBC__
constexpr int kLarge = 128 << 10;
constexpr std::size_t kWorthIt = std::size_t{1} << 20;

void give_large_pieces_back() {
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
}
void give_pages_back() {
  if (mallinfo2().fordblks > kWorthIt) malloc_trim(0);
}
#else
void give_large_pieces_back() {}
void give_pages_back() {}
#endif

}  // namespace

HeapKeeper::HeapKeeper() {
  give_large_pieces_back();
  thread_ = std::thread([this] { run(); });
}

HeapKeeper::~HeapKeeper() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void HeapKeeper::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kEvery, [this] { return over_; })) give_pages_back();
}

}  // namespace hookswitch::system
