# hookswitch_libopus: libopus in float, as plain C, for the WASM build. The source is Debian's package
# as unpacked by tools/fetch-sources.mjs; native builds link the library that Debian compiled from the
# same source. What it lists in its *_sources.mk is compiled, without surround sound.
include_guard(GLOBAL)

set(HOOKSWITCH_OPUS_SOURCE "${PROJECT_SOURCE_DIR}/build/third-party/opus")
if(NOT EXISTS "${HOOKSWITCH_OPUS_SOURCE}/src/opus.c")
  message(FATAL_ERROR "The source of opus is not in ${HOOKSWITCH_OPUS_SOURCE}.\n"
    "Run: node tools/fetch-sources.mjs")
endif()

# hookswitch_opus_list(OUT FILE.mk NAME): the sources that a list of this name holds.
function(hookswitch_opus_list out file name)
  file(READ "${HOOKSWITCH_OPUS_SOURCE}/${file}" text)
  string(REGEX MATCH "(^|\n)${name} =[^=]*" list "${text}")
  string(REGEX MATCHALL "[A-Za-z0-9_/]+[.]c" found "${list}")
  if(NOT found)
    message(FATAL_ERROR "${file} of opus has no list ${name}")
  endif()
  set(${out} ${${out}} ${found} PARENT_SCOPE)
endfunction()

set(sources src/opus.c src/opus_decoder.c src/opus_encoder.c src/repacketizer.c)
hookswitch_opus_list(sources opus_sources.mk OPUS_SOURCES_FLOAT)
hookswitch_opus_list(sources celt_sources.mk CELT_SOURCES)
hookswitch_opus_list(sources silk_sources.mk SILK_SOURCES)
hookswitch_opus_list(sources silk_sources.mk SILK_SOURCES_FLOAT)

# What decodes is compiled for speed and with SIMD, the rest of speech and the CELT encoder for speed
# alone (SIMD makes it slower), the remainder for size. docs/media.md has the figures.
set(simd celt/bands celt/celt celt/celt_decoder celt/celt_lpc celt/cwrs celt/entdec celt/kiss_fft
  celt/mdct celt/pitch celt/quant_bands celt/vq silk/A2NLSF silk/LPC_analysis_filter
  silk/LPC_inv_pred_gain silk/NLSF2A silk/NLSF_decode silk/PLC silk/bwexpander silk/bwexpander_32
  silk/code_signs silk/dec_API silk/decode_core silk/decode_frame silk/decode_indices
  silk/decode_parameters silk/decode_pulses silk/resampler silk/resampler_down2
  silk/resampler_down2_3 silk/resampler_private_AR2 silk/resampler_private_IIR_FIR
  silk/resampler_private_down_FIR silk/resampler_private_up2_HQ silk/resampler_rom
  silk/shell_coder src/opus_decoder)
foreach(source IN LISTS sources)
  string(REGEX REPLACE "[.]c$" "" name "${source}")
  if(name IN_LIST simd)
    set(speed -O3 -msimd128)
  elseif(name MATCHES "^silk/|^celt/celt_encoder$")
    set(speed -O3)
  else()
    set(speed -Os)
  endif()
  set_source_files_properties("${HOOKSWITCH_OPUS_SOURCE}/${source}" PROPERTIES
    COMPILE_OPTIONS "${speed}")
endforeach()
list(TRANSFORM sources PREPEND "${HOOKSWITCH_OPUS_SOURCE}/")

file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/opus/config.h" CONTENT [[
#pragma once
#define OPUS_BUILD 1
#define VAR_ARRAYS 1
#define HAVE_LRINT 1
#define HAVE_LRINTF 1
#define HAVE_STDINT_H 1
#define PACKAGE_VERSION "1.3.1"
// One instruction instead of a call.
#include <math.h>
static inline long nearest_float(float x) { return (long)__builtin_rintf(x); }
static inline long nearest_double(double x) { return (long)__builtin_rint(x); }
#define lrintf nearest_float
#define lrint nearest_double
]] @ONLY)

add_library(hookswitch_libopus STATIC ${sources})
target_include_directories(hookswitch_libopus SYSTEM PUBLIC "${HOOKSWITCH_OPUS_SOURCE}/include"
  PRIVATE "${CMAKE_BINARY_DIR}/opus" "${HOOKSWITCH_OPUS_SOURCE}" "${HOOKSWITCH_OPUS_SOURCE}/celt"
  "${HOOKSWITCH_OPUS_SOURCE}/silk" "${HOOKSWITCH_OPUS_SOURCE}/silk/float")
target_compile_definitions(hookswitch_libopus PRIVATE HAVE_CONFIG_H)
target_compile_options(hookswitch_libopus PRIVATE -ffp-contract=off -mnontrapping-fptoint -w)
