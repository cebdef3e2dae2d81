#include "serve/heap.hpp"

#include <malloc.h>

namespace hookswitch::native {

void return_freed_memory() {
#ifdef M_MMAP_THRESHOLD
  constexpr int kLarge = 128 << 10;
  mallopt(M_MMAP_THRESHOLD, kLarge);
  mallopt(M_TRIM_THRESHOLD, kLarge);
#endif
}

}  // namespace hookswitch::native
