#pragma once

namespace hookswitch::native {

/// From now on what is freed in pieces of 128 kB or more goes back to the system at once, and so
/// does the end of the heap. Left alone, glibc raises that size to the largest piece that it has
/// seen freed, up to 32 MB, and keeps what a flood needed for the rest of the process. source
/// mallopt(3), M_MMAP_THRESHOLD: setting it ends its own adjustment
void return_freed_memory();

}  // namespace hookswitch::native
