#include "hookswitch/carrier/media_streams/media_order.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000'000'000'000;  // beyond it nothing is counted

}  // namespace

void MediaOrder::take(std::int64_t count, PcmView samples, int rate_hz, CarrierReading& out) {
  const Media now{samples, rate_hz, count};
  if (waiting_.empty() || count < 0 || count > kMaxCount) return out.add(now);
  const auto window = static_cast<std::int64_t>(waiting_.size());
  const bool is_near = count >= next_ - window && count <= next_ + window;
  if (!is_near || samples.size() > kMaxWaitingSamples) {
    flush(out);
    out.add(now);
    next_ = count + 1;
    return;
  }
  if (count <= next_) {  // the one that is due, or one that was given up
    out.add(now);
    if (count == next_) {
      ++next_;
      release_consecutive(out);
    }
  } else if (Waiting& slot = slot_of(count); slot.is_due) {
    out.add(now);  // the same count twice
  } else {
    slot.count = count;
    slot.rate_hz = rate_hz;
    slot.is_due = true;
    slot.samples.assign(samples.begin(), samples.end());
    ++held_;
  }
  if (held_ == 0) {
    waited_ = 0;
  } else if (++waited_ > waiting_.size()) {
    flush(out);
  }
}

void MediaOrder::flush(CarrierReading& out) {
  waited_ = 0;
  if (held_ == 0) return;
  out.note(Error{Errc::out_of_sequence, 0, "chunk"});
  const std::int64_t end = next_ + static_cast<std::int64_t>(waiting_.size());
  for (std::int64_t count = next_ + 1; count <= end; ++count)
    if (Waiting& slot = slot_of(count); slot.is_due) {
      release(slot, out);
      next_ = count + 1;
    }
}

void MediaOrder::release(Waiting& slot, CarrierReading& out) {
  slot.is_due = false;
  --held_;
  out.add(Media{slot.samples, slot.rate_hz, slot.count});
}

void MediaOrder::release_consecutive(CarrierReading& out) {
  while (held_ > 0) {
    Waiting& slot = slot_of(next_);
    if (!slot.is_due || slot.count != next_) return;
    release(slot, out);
    ++next_;
  }
}

}  // namespace hookswitch::carrier
