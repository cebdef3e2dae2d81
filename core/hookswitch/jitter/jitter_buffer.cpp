#include "hookswitch/jitter/jitter_buffer.hpp"

#include <algorithm>
#include <vector>

#include "hookswitch/jitter/organs.hpp"

namespace hookswitch::jitter {
namespace {

/// Time does not run backwards, nor so far that a difference could overflow.
Instant later(Instant latest, Instant now) {
  constexpr Instant kEnd{Micros{std::int64_t{1} << 60}};
  return std::min(std::max(latest, now), kEnd);
}

}  // namespace

JitterBuffer::JitterBuffer(const Config& config, ConcealmentSource* source)
    : organs_(std::make_unique<Organs>(config, source)) {}
JitterBuffer::~JitterBuffer() = default;
JitterBuffer::JitterBuffer(JitterBuffer&&) noexcept = default;
JitterBuffer& JitterBuffer::operator=(JitterBuffer&&) noexcept = default;

void JitterBuffer::insert(const Packet& packet, Instant arrival) {
  Organs& o = *organs_;
  o.latest = later(o.latest, arrival);
  o.receive(packet, o.latest);
}

std::size_t JitterBuffer::pull(std::span<Sample> out, Instant now) {
  Organs& o = *organs_;
  o.latest = later(o.latest, now);
  std::size_t filled = 0;
  std::size_t real = 0;
  const Instant heard = o.clock.at(o.latest);
  while (filled < out.size()) {
    if (o.chunk_at == o.chunk.size())
      o.make_chunk(heard + duration_of(static_cast<std::int64_t>(filled), o.config.rate_hz));
    const std::size_t count = std::min(out.size() - filled, o.chunk.size() - o.chunk_at);
    std::copy_n(o.chunk.begin() + static_cast<std::ptrdiff_t>(o.chunk_at), count,
                out.begin() + static_cast<std::ptrdiff_t>(filled));
    o.chunk_at += count;
    filled += count;
    if (o.chunk_is_real) real += count;
  }
  o.clock.advance(out.size());
  o.stats.total_samples_received += out.size();
  return real;
}

void JitterBuffer::clear() { organs_->clear(); }

void JitterBuffer::reset() { organs_->reset(); }

std::int64_t JitterBuffer::inserted() const { return organs_->inserted; }

std::int64_t JitterBuffer::played_until() const { return organs_->played_until(); }

Micros JitterBuffer::buffered() const {
  return duration_of(organs_->inserted - organs_->played_until(), organs_->config.rate_hz);
}

Micros JitterBuffer::target() const { return organs_->estimator.target(); }

const Stats& JitterBuffer::stats() const { return organs_->stats; }

int JitterBuffer::rate_hz() const { return organs_->config.rate_hz; }

}  // namespace hookswitch::jitter
