// How audio leaves the buffer: impl.hpp.
#include <algorithm>

#include "hookswitch/jitter/crossfade.hpp"
#include "hookswitch/jitter/impl.hpp"
#include "hookswitch/jitter/key_tone.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Micros kMaxDry{2'000'000};
constexpr Micros kPacket{40'000};
constexpr Micros kAhead{40'000};
constexpr Micros kBlend{2'500};  // the two are out of step: the longer, the more of them is undone

}  // namespace

Micros JitterBuffer::Impl::delay(Instant now) const {
  if (!history.running()) return Micros{0};
  return now - (history.schedule() + duration_of(read, config.rate_hz));
}

bool JitterBuffer::Impl::is_filled(Instant now) const {
  const Micros waiting = duration_of(static_cast<std::int64_t>(queue.size()), config.rate_hz);
  // A sender in real time is a packet ahead at most; more is a lead, and enough at once.
  return waiting >= estimator.target() + std::min(last_length_, kPacket) ||
         now - filling_since_ >= estimator.target();
}

void JitterBuffer::Impl::make_chunk(Instant now) {
  chunk.clear();
  chunk_at = 0;
  chunk_from = read;
  chunk_is_real = false;
  if (phase == Phase::dry && now - dry_since_ > kMaxDry && queue.size() == 0) phase = Phase::idle;
  switch (phase) {
    case Phase::idle:
      make_filler(now);
      return;
    case Phase::opening:
    case Phase::refilling:
      if (!is_filled(now)) {
        make_filler(now);
        return;
      }
      break;
    case Phase::playing:
    case Phase::dry:
      break;
  }
  make_playing(now);
}

void JitterBuffer::Impl::make_filler(Instant) {
  const bool silent = concealer.silent();
  chunk.resize(static_cast<std::size_t>(config.rate_hz / 100));
  concealer.fill(chunk);
  if (phase != Phase::dry && phase != Phase::refilling) return;
  gap_.samples += chunk.size();
  if (silent) gap_.silent_samples += chunk.size();
}

void JitterBuffer::Impl::make_playing(Instant now) {
  if (owed_ > 0) {
    make_filler(now);
    const std::size_t of_it = std::min(owed_, chunk.size());
    owed_ -= of_it;
    read += static_cast<std::int64_t>(of_it);
    return;
  }
  Snapshot snapshot;
  snapshot.buffered = duration_of(static_cast<std::int64_t>(queue.size()), config.rate_hz);
  snapshot.delay = delay(now);
  snapshot.target =
      judge.waiting() ? std::max(estimator.target(), snapshot.delay) : estimator.target();
  snapshot.usual = estimator.usual();
  snapshot.quiet = now - last_arrival_.value_or(now);
  // Until it is known what a gap was, the old schedule may be no guide.
  snapshot.ahead =
      judge.waiting() || last_lateness_ - std::max(last_length_ - kPacket, Micros{0}) < -kAhead;
  snapshot.late = history.running() ? history.all_late() : Micros{0};
  snapshot.leads = history.running() && history.lead() > kAhead;
  snapshot.concealing = phase != Phase::playing;
  Decision decision = decide(snapshot);
  // Only look for silence where it makes a difference.
  snapshot.silence = true;
  if (decide(snapshot) != decision) {
    const std::size_t seen = queue.copy(0, ahead_);
    snapshot.silence = loudness.silent(PcmView(ahead_).first(seen));
    decision = decide(snapshot);
  }

  switch (decision.op) {
    case Op::conceal:
      if (phase != Phase::dry) {
        phase = Phase::dry;
        dry_since_ = now;
        bursts.stop_waiting();  // what was held back would have come
        settle();
        paused_ = false;
        concealer.start(source);
      }
      make_filler(now);
      return;
    case Op::blend_back: {
      phase = Phase::playing;
      settle();
      make_real(static_cast<std::size_t>(config.rate_hz / 200), now);
      const auto blend = std::span(chunk).first(
          std::min(chunk.size(), static_cast<std::size_t>(samples_in(kBlend, config.rate_hz))));
      fresh_.assign(blend.begin(), blend.end());
      concealer.fill(blend);
      crossfade(blend, fresh_, blend);
      return;
    }
    case Op::squeeze:
    case Op::stretch:
      if (since_stretch_ >= rest_ && make_stretched(decision, now)) return;
      [[fallthrough]];
    case Op::play:
      make_real(static_cast<std::size_t>(config.rate_hz / 100), now);
      return;
  }
}

void JitterBuffer::Impl::make_real(std::size_t samples, Instant now) {
  chunk.resize(std::min(samples, queue.size()));
  queue.copy(0, chunk);
  use_up(chunk.size(), now);
  since_stretch_ += static_cast<std::int64_t>(chunk.size());
}

bool JitterBuffer::Impl::make_stretched(const Decision& decision, Instant now) {
  const PcmView ahead = PcmView(ahead_).first(queue.copy(0, ahead_));
  if (has_key_tone(ahead, config.rate_hz)) {
    rest_ = config.rate_hz / 10;  // the pause after it separates it from the next
    since_stretch_ = 0;
    return false;
  }
  const std::size_t used = decision.op == Op::squeeze
                               ? time_stretch.squeeze(ahead, decision.likeness)
                               : time_stretch.stretch(ahead, decision.likeness);
  if (used == 0) {
    rest_ = config.rate_hz / 100;  // look again a little later
    since_stretch_ = 0;
    return false;
  }
  chunk.assign(time_stretch.sound().begin(), time_stretch.sound().end());
  use_up(used, now);
  // One period in (period + rest) makes `percent`.
  const auto period = static_cast<std::int64_t>(std::min(used, chunk.size()));
  rest_ = period * (100 - decision.percent) / std::max(1, decision.percent);
  since_stretch_ = 0;
  if (decision.op == Op::squeeze)
    stats.removed_samples_for_acceleration += used - chunk.size();
  else
    stats.inserted_samples_for_deceleration += chunk.size() - used;
  return true;
}

void JitterBuffer::Impl::use_up(std::size_t samples, Instant now) {
  stats.jitter_buffer_delay += queue.drop(samples, now);
  stats.jitter_buffer_emitted_count += samples;
  stats.jitter_buffer_target_delay += estimator.target() * static_cast<std::int64_t>(samples);
  read += static_cast<std::int64_t>(samples);
  chunk_is_real = true;
  loudness.played(chunk);
  concealer.remember(chunk);
}

}  // namespace hookswitch::jitter
