#include "hookswitch/audio/pcm_queue.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/audio/adpcm.hpp"
#include "hookswitch/audio/g711.hpp"

namespace hookswitch {

std::size_t PcmQueue::push(PcmView audio) {
  while (!audio.empty()) {
    if (blocks_.empty() || blocks_.back().is_full()) {
      if (!make_room()) break;
      add_block();
    }
    Pcm& last = blocks_.back().samples;
    const PcmView next = audio.first(std::min(audio.size(), kBlock - last.size()));
    last.insert(last.end(), next.begin(), next.end());
    size_ += next.size();
    audio = audio.subspan(next.size());
  }
  return audio.size();
}

void PcmQueue::take(std::size_t count, Pcm& into) {
  while (count > 0) {
    Block& first = blocks_.front();
    if (!first.packed.empty()) unpack(first);
    const PcmView next =
        PcmView(first.samples).subspan(head_, std::min(count, first.samples.size() - head_));
    into.insert(into.end(), next.begin(), next.end());
    head_ += next.size();
    size_ -= next.size();
    count -= next.size();
    if (head_ == first.samples.size()) drop_front();
  }
}

void PcmQueue::clear() {
  if (!blocks_.empty() && blocks_.front().packed.empty()) {
    spare_ = std::move(blocks_.front().samples);
    spare_.clear();
  }
  blocks_ = std::vector<Block>();
  head_ = size_ = bytes_ = 0;
}

/// Room for one more block. The front one is being read and stays as it is.
bool PcmQueue::make_room() {
  while (bytes_ + kBlockBytes > most_bytes_) {
    auto plain = blocks_.rbegin();
    while (plain != blocks_.rend() && !plain->packed.empty()) ++plain;
    if (plain == blocks_.rend() || plain + 1 == blocks_.rend()) return false;
    pack(*plain);
  }
  return true;
}

void PcmQueue::add_block() {
  blocks_.push_back(Block{std::exchange(spare_, {}), {}});
  blocks_.back().samples.reserve(kBlock);
  bytes_ += kBlockBytes;
}

void PcmQueue::pack(Block& block) {
  if (packing_ == Packing::u_law) {
    block.packed.resize(kBlock);
    std::transform(block.samples.begin(), block.samples.end(), block.packed.begin(),
                   g711::linear_to_ulaw);
  } else {
    block.packed.resize(adpcm::packed_size(kBlock));
    adpcm::pack(block.samples, block.packed);
  }
  block.samples = Pcm();
  bytes_ = bytes_ - kBlockBytes + block.packed.size();
}

void PcmQueue::unpack(Block& block) {
  block.samples = std::exchange(spare_, {});
  block.samples.resize(kBlock);
  if (packing_ == Packing::u_law)
    std::transform(block.packed.begin(), block.packed.end(), block.samples.begin(),
                   g711::ulaw_to_linear);
  else
    adpcm::unpack(block.packed, block.samples);
  bytes_ = bytes_ - block.packed.size() + kBlockBytes;
  block.packed = std::vector<std::uint8_t>();
}

void PcmQueue::drop_front() {
  spare_ = std::move(blocks_.front().samples);
  spare_.clear();
  blocks_.erase(blocks_.begin());
  bytes_ -= kBlockBytes;
  head_ = 0;
}

}  // namespace hookswitch
