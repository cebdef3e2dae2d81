#include "hookswitch/jitter/jitter_buffer.hpp"

#include <algorithm>
#include <vector>

#include "hookswitch/jitter/impl.hpp"

namespace hookswitch::jitter {
namespace {

/// Time does not run backwards, nor so far that a difference could overflow.
Instant later(Instant latest, Instant now) {
  constexpr Instant kEnd{Micros{std::int64_t{1} << 60}};
  return std::min(std::max(latest, now), kEnd);
}

}  // namespace

JitterBuffer::JitterBuffer(const Config& config, ConcealmentSource* source)
    : impl_(std::make_unique<Impl>(config, source)) {}
JitterBuffer::~JitterBuffer() = default;
JitterBuffer::JitterBuffer(JitterBuffer&&) noexcept = default;
JitterBuffer& JitterBuffer::operator=(JitterBuffer&&) noexcept = default;

void JitterBuffer::insert(const Packet& packet, Instant arrival) {
  Impl& impl = *impl_;
  impl.latest = later(impl.latest, arrival);
  impl.receive(packet, impl.latest);
}

std::size_t JitterBuffer::pull(std::span<Sample> out, Instant now) {
  Impl& impl = *impl_;
  impl.latest = later(impl.latest, now);
  std::size_t filled = 0;
  std::size_t real = 0;
  const Instant heard = impl.clock.at(impl.latest);
  while (filled < out.size()) {
    if (impl.chunk_at == impl.chunk.size())
      impl.make_chunk(heard + duration_of(static_cast<std::int64_t>(filled), impl.config.rate_hz));
    const std::size_t count = std::min(out.size() - filled, impl.chunk.size() - impl.chunk_at);
    std::copy_n(impl.chunk.begin() + static_cast<std::ptrdiff_t>(impl.chunk_at), count,
                out.begin() + static_cast<std::ptrdiff_t>(filled));
    impl.chunk_at += count;
    filled += count;
    if (impl.chunk_is_real) real += count;
  }
  impl.clock.advance(out.size());
  impl.stats.total_samples_received += out.size();
  return real;
}

void JitterBuffer::clear() { impl_->clear(); }

void JitterBuffer::reset() { impl_->reset(); }

std::int64_t JitterBuffer::inserted() const { return impl_->inserted; }

std::int64_t JitterBuffer::played_until() const { return impl_->played_until(); }

Micros JitterBuffer::buffered() const {
  return duration_of(impl_->inserted - impl_->played_until(), impl_->config.rate_hz);
}

Micros JitterBuffer::target() const { return impl_->estimator.target(); }

const Stats& JitterBuffer::stats() const { return impl_->stats; }

int JitterBuffer::rate_hz() const { return impl_->config.rate_hz; }

}  // namespace hookswitch::jitter
