#include "hookswitch/audio/g711_avx2.hpp"

#ifdef HOOKSWITCH_AVX2

#include <immintrin.h>

namespace hookswitch::g711_avx2 {
namespace {

constexpr std::size_t kStep = 16;
constexpr short kBias = 33;        // makes every segment start at a power of two
constexpr short kLargest = 8'191;  // in the law's own 14-bit scale, bias included
constexpr short kNoByte =
    static_cast<short>(0x8000);  // an index that gives zero for a lane's upper byte

HOOKSWITCH_AVX2 inline __m256i both(__m128i table) { return _mm256_broadcastsi128_si256(table); }

/// What `table` has for the lower byte of each lane.
HOOKSWITCH_AVX2 inline __m256i look_up(__m256i table, __m256i index) {
  return _mm256_shuffle_epi8(table, _mm256_or_si256(index, _mm256_set1_epi16(kNoByte)));
}

HOOKSWITCH_AVX2 inline __m256i negated_where(__m256i sign, __m256i value) {
  return _mm256_sub_epi16(_mm256_xor_si256(value, sign), sign);
}

}  // namespace

HOOKSWITCH_AVX2 std::size_t from_ulaw(const std::uint8_t* bytes, std::size_t count, Sample* to) {
  const __m256i powers = both(_mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i bias = _mm256_set1_epi16(kBias);
  std::size_t done = 0;
  for (; count - done >= kStep; done += kStep) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + done));
    const __m256i code = _mm256_xor_si256(_mm256_cvtepu8_epi16(block), _mm256_set1_epi16(0xFF));
    const __m256i step = _mm256_and_si256(code, _mm256_set1_epi16(15));
    const __m256i segment = _mm256_and_si256(_mm256_srli_epi16(code, 4), _mm256_set1_epi16(7));
    const __m256i sign = _mm256_srai_epi16(_mm256_slli_epi16(code, 8), 15);
    __m256i magnitude = _mm256_add_epi16(_mm256_slli_epi16(step, 1), bias);
    magnitude = _mm256_mullo_epi16(magnitude, look_up(powers, segment));
    magnitude = _mm256_slli_epi16(_mm256_sub_epi16(magnitude, bias), 2);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + done), negated_where(sign, magnitude));
  }
  return done;
}

HOOKSWITCH_AVX2 std::size_t to_ulaw(const Sample* samples, std::size_t count, std::uint8_t* to) {
  // The highest bit of each half of a byte, and what lifts a magnitude of that segment to the top.
  const __m256i of_low = both(_mm_setr_epi8(0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3));
  const __m256i of_high = both(_mm_setr_epi8(0, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7));
  const __m256i lift = both(_mm_setr_epi8(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i half = _mm256_set1_epi16(15);
  std::size_t done = 0;
  for (; count - done >= kStep; done += kStep) {
    const __m256i block = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(samples + done));
    const __m256i sign = _mm256_srai_epi16(block, 15);
    __m256i biased = _mm256_srli_epi16(_mm256_xor_si256(block, sign), 2);
    biased = _mm256_add_epi16(biased, _mm256_set1_epi16(kBias));
    biased = _mm256_min_epi16(biased, _mm256_set1_epi16(kLargest));
    const __m256i top = _mm256_srli_epi16(biased, 5);  // 1 to 255
    const __m256i segment = _mm256_max_epi16(look_up(of_low, _mm256_and_si256(top, half)),
                                             look_up(of_high, _mm256_srli_epi16(top, 4)));
    // The leading one at bit 12 now, four bits of step after it.
    const __m256i lifted = _mm256_mullo_epi16(biased, look_up(lift, segment));
    const __m256i step = _mm256_and_si256(_mm256_srli_epi16(lifted, 8), half);
    __m256i code = _mm256_or_si256(_mm256_slli_epi16(segment, 4), step);
    code = _mm256_xor_si256(code, _mm256_set1_epi16(0xFF));
    code = _mm256_xor_si256(code, _mm256_and_si256(sign, _mm256_set1_epi16(0x80)));
    const __m128i packed =
        _mm_packus_epi16(_mm256_castsi256_si128(code), _mm256_extracti128_si256(code, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + done), packed);
  }
  return done;
}

}  // namespace hookswitch::g711_avx2

#endif
