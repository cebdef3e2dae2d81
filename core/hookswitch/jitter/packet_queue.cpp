#include "hookswitch/jitter/packet_queue.hpp"

#include <algorithm>

namespace hookswitch::jitter {
namespace {
constexpr Micros kMaxStay = 1h;  // bounds the sum whatever the clock says
}

void PacketQueue::grow(std::size_t need) {
  if (need <= ring_.size()) return;
  std::size_t room = std::max<std::size_t>(ring_.size(), 1'024);
  while (room < need) room *= 2;
  std::vector<Sample> bigger(room);
  copy(0, bigger);
  ring_.swap(bigger);
  front_ = 0;
}

std::size_t PacketQueue::push(PcmView audio, Instant arrival) {
  const std::size_t taken = std::min(audio.size(), capacity_ - size_);
  if (taken == 0) return 0;
  grow(size_ + taken);
  const std::size_t back = (front_ + size_) % ring_.size();
  const std::size_t straight = std::min(taken, ring_.size() - back);
  std::copy_n(audio.begin(), straight, ring_.begin() + static_cast<std::ptrdiff_t>(back));
  std::copy_n(audio.begin() + static_cast<std::ptrdiff_t>(straight), taken - straight,
              ring_.begin());
  size_ += taken;

  if (arrival_count_ == arrivals_.size() && arrivals_.size() < kArrivals) {
    std::rotate(arrivals_.begin(), arrivals_.begin() + static_cast<std::ptrdiff_t>(first_arrival_),
                arrivals_.end());
    first_arrival_ = 0;
    arrivals_.resize(std::max<std::size_t>(16, arrivals_.size() * 2));
  }
  if (arrival_count_ < arrivals_.size()) {
    arrivals_[(first_arrival_ + arrival_count_) % arrivals_.size()] = Arrival{taken, arrival};
    ++arrival_count_;
  } else {
    arrivals_[(first_arrival_ + arrival_count_ - 1) % arrivals_.size()].samples += taken;
  }
  return taken;
}

std::size_t PacketQueue::copy(std::size_t offset, std::span<Sample> out) const {
  if (offset >= size_) return 0;
  const std::size_t count = std::min(out.size(), size_ - offset);
  const std::size_t begin = (front_ + offset) % ring_.size();
  const std::size_t straight = std::min(count, ring_.size() - begin);
  std::copy_n(ring_.begin() + static_cast<std::ptrdiff_t>(begin), straight, out.begin());
  std::copy_n(ring_.begin(), count - straight, out.begin() + static_cast<std::ptrdiff_t>(straight));
  return count;
}

Micros PacketQueue::drop(std::size_t count, Instant now) {
  count = std::min(count, size_);
  if (count == 0) return Micros{0};
  front_ = (front_ + count) % ring_.size();
  size_ -= count;
  Micros stays{0};
  while (count > 0) {
    Arrival& first = arrivals_[first_arrival_];
    const std::size_t of_this = std::min(count, first.samples);
    stays += std::clamp(now - first.at, Micros{0}, kMaxStay) * static_cast<std::int64_t>(of_this);
    first.samples -= of_this;
    count -= of_this;
    if (first.samples == 0) {
      first_arrival_ = (first_arrival_ + 1) % arrivals_.size();
      --arrival_count_;
    }
  }
  return stays;
}

}  // namespace hookswitch::jitter
