# hookswitch_speexdsp: the resampler of speexdsp alone, as plain C in float, for the WASM build.
# The source is Debian's package as unpacked by tools/fetch-sources.mjs; native builds link the
# library that Debian compiled from the same source.
include_guard(GLOBAL)

set(HOOKSWITCH_SPEEXDSP_SOURCE "${PROJECT_SOURCE_DIR}/build/third-party/speexdsp")
if(NOT EXISTS "${HOOKSWITCH_SPEEXDSP_SOURCE}/libspeexdsp/resample.c")
  message(FATAL_ERROR "The source of speexdsp is not in ${HOOKSWITCH_SPEEXDSP_SOURCE}.\n"
    "Run: node tools/fetch-sources.mjs")
endif()

# What its configure script would find on a 32-bit machine with C99.
set(INCLUDE_STDINT "#include <stdint.h>")
set(SIZE16 int16_t)
set(USIZE16 uint16_t)
set(SIZE32 int32_t)
set(USIZE32 uint32_t)
configure_file("${HOOKSWITCH_SPEEXDSP_SOURCE}/include/speex/speexdsp_config_types.h.in"
  "${CMAKE_BINARY_DIR}/speexdsp/speexdsp_config_types.h" @ONLY)

add_library(hookswitch_speexdsp STATIC "${HOOKSWITCH_SPEEXDSP_SOURCE}/libspeexdsp/resample.c")
target_include_directories(hookswitch_speexdsp SYSTEM PUBLIC
  "${HOOKSWITCH_SPEEXDSP_SOURCE}/include" "${CMAKE_BINARY_DIR}/speexdsp")
target_compile_definitions(hookswitch_speexdsp PRIVATE FLOATING_POINT "EXPORT=")
target_compile_options(hookswitch_speexdsp PRIVATE -ffp-contract=off)
