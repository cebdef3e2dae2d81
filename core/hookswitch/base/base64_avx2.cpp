#include "hookswitch/base/base64_avx2.hpp"

#ifdef HOOKSWITCH_AVX2

#include <immintrin.h>

// source  W. Mula, D. Lemire: Faster Base64 Encoding and Decoding Using AVX2 Instructions, ACM
//         Transactions on the Web 12(3), 2018
namespace hookswitch::base64_avx2 {
namespace {

HOOKSWITCH_AVX2 inline __m256i both(char a, char b, char c, char d, char e, char f, char g, char h,
                                    char i, char j, char k, char l, char m, char n, char o,
                                    char p) {
  return _mm256_setr_epi8(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,  //
                          a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

/// Turns characters into their values; false when there is one without.
HOOKSWITCH_AVX2 inline bool values_of(__m256i& text) {
  // A character is one of the 64 unless its two halves share a bit in these tables.
  const __m256i of_low = both(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,  //
                              0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m256i of_high = both(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08,  //
                               0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  // What to add, by the upper half; '/' has a separate entry, one below that of '+'.
  const __m256i shift = both(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i slash = _mm256_set1_epi8('/');  // 0x2F: also keeps the lower half and bit 5
  const __m256i high = _mm256_and_si256(_mm256_srli_epi32(text, 4), slash);
  const __m256i low = _mm256_and_si256(text, slash);
  if (_mm256_testz_si256(_mm256_shuffle_epi8(of_low, low), _mm256_shuffle_epi8(of_high, high)) == 0)
    return false;
  const __m256i is_slash = _mm256_cmpeq_epi8(text, slash);
  text = _mm256_add_epi8(text, _mm256_shuffle_epi8(shift, _mm256_add_epi8(is_slash, high)));
  return true;
}

/// Characters of 32 values of 6 bits.
HOOKSWITCH_AVX2 inline __m256i characters_of(__m256i values) {
  // 0 for a-z, 1 to 10 for the digits, 11 and 12 for the two signs, 13 for A-Z.
  const __m256i shift = both('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                             '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  const __m256i is_upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
  __m256i group = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
  group = _mm256_or_si256(group, _mm256_and_si256(is_upper, _mm256_set1_epi8(13)));
  return _mm256_add_epi8(values, _mm256_shuffle_epi8(shift, group));
}

}  // namespace

HOOKSWITCH_AVX2 std::size_t decode(const std::uint8_t* text, std::size_t size, std::uint8_t* to) {
  // A step writes 32 bytes, of which 24 count: the last ones are left over so that they have room.
  constexpr std::size_t kStep = 32;
  constexpr std::size_t kRoom = kStep + 12;
  const __m256i together = both(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  std::size_t done = 0;
  for (; size - done >= kRoom; done += kStep, to += 24) {
    __m256i block = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + done));
    if (!values_of(block)) break;
    // Two values become 12 bits, two of these 24.
    block = _mm256_maddubs_epi16(block, _mm256_set1_epi32(0x0140'0140));
    block = _mm256_madd_epi16(block, _mm256_set1_epi32(0x0001'1000));
    block = _mm256_shuffle_epi8(block, together);
    block = _mm256_permutevar8x32_epi32(block, lanes);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), block);
  }
  return done;
}

HOOKSWITCH_AVX2 std::size_t encode(const std::uint8_t* bytes, std::size_t size, char* to) {
  constexpr std::size_t kStep = 24;
  constexpr std::size_t kRead = 28;  // two loads of 16 bytes, 12 of each count
  const __m256i apart = both(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  std::size_t done = 0;
  for (; size - done >= kRead; done += kStep, to += 32) {
    const auto* const from = reinterpret_cast<const __m128i*>(bytes + done);
    const auto* const next = reinterpret_cast<const __m128i*>(bytes + done + 12);
    __m256i block = _mm256_castsi128_si256(_mm_loadu_si128(from));
    block = _mm256_inserti128_si256(block, _mm_loadu_si128(next), 1);
    block = _mm256_shuffle_epi8(block, apart);
    // Every group of 24 bits lies in 32 now: its four values are multiplied to their places.
    const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(block, _mm256_set1_epi32(0x0FC0'FC00)),
                                           _mm256_set1_epi32(0x0400'0040));
    const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(block, _mm256_set1_epi32(0x003F'03F0)),
                                            _mm256_set1_epi32(0x0100'0010));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), characters_of(_mm256_or_si256(odd, even)));
  }
  return done;
}

}  // namespace hookswitch::base64_avx2

#endif
