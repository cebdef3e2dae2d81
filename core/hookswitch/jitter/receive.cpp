// How packets enter the buffer: impl.hpp.
#include <algorithm>

#include "hookswitch/jitter/crossfade.hpp"
#include "hookswitch/jitter/impl.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Micros kMaxPause{2'000'000};  ///< after this the stream starts again
constexpr Micros kShortGap{250'000};    ///< up to here audio goes on as soon as it comes
constexpr Micros kInterruption{150'000};
constexpr Micros kDiedAway{80'000};  ///< silence longer than between two words: said to the end
constexpr Micros kPacing{300'000};   ///< a sender that is further ahead is not in real time
constexpr std::int64_t kFade = 200;  ///< 1 / s: a cleared sound fades within 5 ms

DelayEstimator::Config estimator_config(const JitterBuffer::Config& config) {
  DelayEstimator::Config out;
  out.floor = config.min_delay;
  out.ceiling = config.max_delay;
  out.initial = config.initial_delay;
  return out;
}

JitterBuffer::Config sane(JitterBuffer::Config config) {
  config.rate_hz = std::clamp(config.rate_hz, 8'000, 48'000);
  config.capacity = std::clamp(config.capacity, Micros{100'000}, Micros{600'000'000});
  config.min_delay = std::clamp(config.min_delay, Micros{0}, Micros{2'000'000});
  config.max_delay = std::clamp(config.max_delay, config.min_delay, Micros{10'000'000});
  return config;
}

}  // namespace

JitterBuffer::Impl::Impl(const Config& wanted, ConcealmentSource* from)
    : config(sane(wanted)),
      source(from),
      queue(static_cast<std::size_t>(samples_in(config.capacity, config.rate_hz))),
      clock(config.rate_hz),
      estimator(estimator_config(config)),
      concealer(config.rate_hz),
      time_stretch(config.rate_hz),
      mender_(config.rate_hz) {
  chunk.reserve(time_stretch.look());
  ahead_.resize(time_stretch.look());
  fresh_.reserve(time_stretch.look());
  mended_.reserve(static_cast<std::size_t>(samples_in(kMaxLoss, config.rate_hz)) +
                  time_stretch.look());
}

void JitterBuffer::Impl::receive(const Packet& packet, Instant now) {
  ++stats.packets_received;
  if (packet.samples.empty()) return;
  wake(now);
  const PcmView samples = follow_position(packet, now);
  judge_outage(now);
  last_length_ = duration_of(static_cast<std::int64_t>(packet.samples.size()), config.rate_hz);
  learn(now);

  const std::size_t taken = queue.push(samples, now);
  inserted += static_cast<std::int64_t>(taken);
  if (taken < samples.size()) {
    ++stats.packets_discarded;
    stats.dropped_samples += samples.size() - taken;
  }
}

void JitterBuffer::Impl::wake(Instant now) {
  switch (phase) {
    case Phase::idle:
      open_spurt(now);
      break;
    case Phase::dry:
      if (now - dry_since_ > kMaxPause) {
        open_spurt(now);
      } else if (now - dry_since_ > kShortGap) {
        phase = Phase::refilling;
        filling_since_ = now;
      }
      break;
    case Phase::opening:
    case Phase::playing:
    case Phase::refilling:
      break;
  }
}

/// A sender in real time that falls silent for long may have been cut off.
void JitterBuffer::Impl::watch_for_outage(Instant now) {
  outage.reset();
  if (!last_arrival_ || !history.running() || history.lead() > kPacing) return;
  outage_schedule_ = history.schedule();
  long_gap_ = gap_;
  long_gap_.length = now - *last_arrival_;
  outage_dropped_ = stats.dropped_samples;
  outage.begin(outage_schedule_ - history.lead(),
               outage_schedule_ + std::max(last_lateness_, estimator.target()), now);
}

/// After an outage the old schedule holds, and what was held back is that much late: it is not
/// ahead, as what comes at once after a pause is.
void JitterBuffer::Impl::judge_outage(Instant now) {
  if (!outage.watching()) return;
  const Micros dropped = duration_of(
      static_cast<std::int64_t>(stats.dropped_samples - outage_dropped_), config.rate_hz);
  if (!outage.observe(now - duration_of(inserted, config.rate_hz) - dropped, now)) return;
  history.postpone(outage_schedule_ + dropped - history.schedule());
  judge.reset();
  count(long_gap_);
  gap_ = Gap{};
}

void JitterBuffer::Impl::open_spurt(Instant now) {
  if (last_arrival_ && now - *last_arrival_ > kMaxPause) watch_for_outage(now);
  // A sender that runs ahead may have been cut off too: in the middle of a sound, if so.
  paused_ = true;
  if (gap_.samples > 0) gap_.length = now - dry_since_;
  if (duration_of(static_cast<std::int64_t>(loudness.silent_for()), config.rate_hz) >= kDiedAway)
    gap_ = Gap{};
  history.restart();
  judge.reset();
  last_arrival_.reset();
  phase = Phase::opening;
  filling_since_ = now;
}

/// The wire may say that something is missing before this packet: a little was lost on its way to
/// the sender, and is made up for; much was left out, a pause. A position that repeats or runs back
/// says nothing: TCP loses and repeats nothing, so what arrives is played. Returns what is left to
/// insert of the packet.
PcmView JitterBuffer::Impl::follow_position(const Packet& packet, Instant now) {
  if (!packet.position) {
    next_position_.reset();
    return packet.samples;
  }
  const std::int64_t at = std::clamp<std::int64_t>(*packet.position, 0, std::int64_t{1} << 40);
  const std::int64_t missing = next_position_ ? at - *next_position_ : 0;
  next_position_ = at + static_cast<std::int64_t>(packet.samples.size());
  if (missing <= 0) return packet.samples;
  if (phase == Phase::opening || missing > samples_in(kMaxLoss, config.rate_hz)) {
    history.postpone(std::min(duration_of(missing, config.rate_hz), config.capacity));
    return packet.samples;
  }
  return mend(static_cast<std::size_t>(missing), packet, now);
}

PcmView JitterBuffer::Impl::mend(std::size_t missing, const Packet& packet, Instant now) {
  const PcmView next = packet.samples;
  const bool made_up = packet.lost.size() == missing;
  if (phase != Phase::playing && queue.size() == 0) {
    // It is being concealed already; the rest of it will be.
    const std::size_t concealed = std::min(missing, static_cast<std::size_t>(gap_.samples));
    inserted += static_cast<std::int64_t>(made_up ? concealed : missing);
    read += static_cast<std::int64_t>(concealed + owed_);
    owed_ = made_up ? 0 : missing - concealed;
    if (made_up) store_lost(packet.lost.subspan(concealed), packet.recovered, now);
    return next;
  }
  if (made_up) {
    store_lost(packet.lost, packet.recovered, now);
    return next;
  }
  // What was played or waits last goes on, and leads over to the packet.
  const std::size_t tail = std::min(queue.size(), ahead_.size());
  queue.copy(queue.size() - tail, std::span<Sample>(ahead_).first(tail));
  mender_ = concealer;
  mender_.remember(PcmView(ahead_).first(tail));
  mender_.start();
  const std::size_t lap = std::min(next.size(), static_cast<std::size_t>(config.rate_hz / 200));
  mended_.resize(missing + lap);
  mender_.fill(mended_);
  const std::span<Sample> join = std::span<Sample>(mended_).subspan(missing);
  crossfade(join, next.first(lap), join);

  const std::size_t taken = queue.push(mended_, now);
  inserted += static_cast<std::int64_t>(taken);
  ++stats.concealment_events;
  stats.concealed_samples += std::min(taken, missing);
  if (mender_.silent()) stats.silent_concealed_samples += std::min(taken, missing);
  return next.subspan(lap);
}

void JitterBuffer::Impl::store_lost(PcmView lost, std::size_t recovered, Instant now) {
  const std::size_t taken = queue.push(lost, now);
  inserted += static_cast<std::int64_t>(taken);
  const std::size_t concealed = std::min(taken, lost.size() - std::min(lost.size(), recovered));
  stats.concealed_samples += concealed;
  if (concealed > 0) ++stats.concealment_events;
}

void JitterBuffer::Impl::learn(Instant now) {
  const Micros media = duration_of(inserted, config.rate_hz);
  const Micros elapsed = now - last_arrival_.value_or(now);
  const Micros lateness = history.observe(now, media);
  switch (bursts.observe(now, lateness, last_length_)) {
    case BurstJudge::Finding::nothing:
      last_lateness_ = lateness;
      break;
    case BurstJudge::Finding::resumed:
      // What comes now is bound to no schedule but its own.
      paused_ = true;
      if (phase != Phase::opening) watch_for_outage(now);
      judge.reset();
      history.postpone(lateness);
      last_lateness_ = history.observe(now, media);
      break;
    case BurstJudge::Finding::held_back:
      last_lateness_ = lateness;
      paused_ = false;
      break;
  }
  last_arrival_ = now;
  const auto verdict = judge.observe(last_lateness_, now);
  switch (verdict.kind) {
    case StallJudge::Verdict::Kind::waiting:
      estimator.observe(Micros{0}, elapsed);
      return;
    case StallJudge::Verdict::Kind::jitter:
    case StallJudge::Verdict::Kind::stall:
      estimator.observe(verdict.by, elapsed);
      break;
    case StallJudge::Verdict::Kind::pause:
      history.postpone(verdict.by);
      paused_ = true;
      break;
  }
  if (phase == Phase::playing) settle();
}

/// Once it is known whose the gap was.
void JitterBuffer::Impl::settle() {
  if (judge.waiting() || bursts.waiting()) return;
  if (!paused_ && gap_.samples > 0) count(gap_);
  gap_ = Gap{};
}

void JitterBuffer::Impl::count(const Gap& gap) {
  const Micros filled = duration_of(static_cast<std::int64_t>(gap.samples), config.rate_hz);
  const Micros length = std::max(gap.length, filled);
  ++stats.concealment_events;
  stats.concealed_samples += gap.samples;
  stats.silent_concealed_samples += gap.silent_samples;
  if (length < kInterruption) return;
  ++stats.interruptions;
  stats.interruption_duration += length;
}

void JitterBuffer::Impl::clear() {
  // Whether a gap was the network's is not known any more; mostly the sender had finished.
  gap_ = Gap{};
  outage.reset();
  bursts.stop_waiting();
  // What is left of the chunk, and a little more, fades away: it no longer counts as played.
  const auto longest = static_cast<std::size_t>(config.rate_hz / kFade);
  chunk.erase(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(chunk_at));
  const std::size_t had = std::min(chunk.size(), longest);
  chunk.resize(longest);
  const std::size_t more = queue.copy(0, std::span<Sample>(chunk).subspan(had));
  chunk.resize(had + more);
  fade_out(chunk);
  chunk_at = 0;
  chunk_is_real = false;

  if (queue.size() > 0) {
    stats.packets_discarded += queue.packets();
    stats.dropped_samples += queue.size();
    queue.drop(queue.size(), latest);
  }
  read = chunk_from = inserted;
  owed_ = 0;
  concealer.reset();
  phase = Phase::idle;
}

void JitterBuffer::Impl::reset() {
  clear();
  history.restart();
  bursts.reset();
  estimator = DelayEstimator(estimator_config(config));
  loudness.reset();
  next_position_.reset();
  chunk.clear();
}

std::int64_t JitterBuffer::Impl::played_until() const {
  if (chunk.empty() || chunk_at == chunk.size()) return read;
  return chunk_from + (read - chunk_from) * static_cast<std::int64_t>(chunk_at) /
                          static_cast<std::int64_t>(chunk.size());
}

}  // namespace hookswitch::jitter
