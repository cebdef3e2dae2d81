#include "kit/allocation_counter.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::uint64_t> count{0};
std::atomic<std::int64_t> held{0};
std::atomic<std::int64_t> peak{0};

void give_back(void* memory) {
  if (memory != nullptr) held -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}
}  // namespace

namespace hookswitch::kit {
std::uint64_t allocations() { return count.load(); }
std::int64_t bytes_held() { return held.load(); }
std::int64_t bytes_peak() { return peak.load(); }
void forget_peak() { peak = held.load(); }
}  // namespace hookswitch::kit

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) return nullptr;
  const std::int64_t now = held += static_cast<std::int64_t>(malloc_usable_size(memory));
  for (std::int64_t most = peak; now > most && !peak.compare_exchange_weak(most, now);) {
  }
  return memory;
}
void* operator new(std::size_t size) {
  void* const memory = operator new(size, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
