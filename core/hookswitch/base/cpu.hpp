#pragma once

/// Whether this machine has vector instructions for which there is a second way to do the same.
///
/// range   everywhere else, WebAssembly among them, only the portable way is compiled; both give
///         the same bits, which the tests of each pair show
#if defined(__x86_64__) && defined(__GNUC__)
#define HOOKSWITCH_AVX2 __attribute__((target("avx2")))

namespace hookswitch {
inline bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
}  // namespace hookswitch
#endif
