#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch {

/// Audio that waits for its turn, first in, first out, within a budget of bytes.
///
/// shape   push() at the end, take() from the front; the audio need not be taken in the pieces in
///         which it came
/// units   samples; bytes for the budget, which the block being taken alone may exceed
/// range   as it is while the budget has room for it; then what is farthest from the front is
///         packed, then nothing more is taken in. Packing::u_law gives back exactly what a u-law
///         line can carry, at half the size; Packing::adpcm 30 dB and a quarter
/// errors  push returns how many samples found no room: the last ones
/// cost    a copy in and a copy out; no allocation while little waits
class PcmQueue {
 public:
  enum class Packing : std::uint8_t { u_law, adpcm };
  static constexpr std::size_t kBlock = 2'048;  ///< samples
  static constexpr std::size_t kBlockBytes = kBlock * sizeof(Sample);

  PcmQueue(std::size_t most_bytes, Packing packing) : most_bytes_(most_bytes), packing_(packing) {}

  std::size_t push(PcmView audio);
  /// The oldest `count` samples, of which there are so many, are appended to `into`.
  void take(std::size_t count, Pcm& into);
  void clear();

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Block {
    Pcm samples;                       ///< kBlock of them at most; empty when packed
    std::vector<std::uint8_t> packed;  ///< a whole block
    bool is_full() const { return !packed.empty() || samples.size() == kBlock; }
  };
  bool make_room();
  void add_block();
  void pack(Block& block);
  void unpack(Block& block);
  void drop_front();

  std::size_t most_bytes_;
  Packing packing_;
  std::vector<Block> blocks_;
  std::size_t head_ = 0;  ///< samples of the first block that have been taken
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  Pcm spare_;  ///< the memory of a block that is done
};

}  // namespace hookswitch
