#include "kit/trace_run.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include "hookswitch/audio/e_model.hpp"

namespace hookswitch::kit {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double ms(Micros span) { return static_cast<double>(span.count()) / 1'000; }

/// How long after it was sent, above the fastest, each message was played.
class DelayMeter {
 public:
  DelayMeter(const Trace& trace, int rate_hz) : trace_(trace), rate_hz_(rate_hz) {
    for (const auto& packet : trace.packets)
      if (packet.arrived) fastest_ = std::min(fastest_, *packet.arrived - packet.sent);
  }

  void played(std::int64_t position, Micros block_begin) {
    const std::int64_t frame = rate_hz_ / 50;
    for (; next_ < trace_.packets.size(); ++next_) {
      // Played within this block; where exactly follows from the position.
      const std::int64_t before = position - static_cast<std::int64_t>(next_) * frame;
      if (before <= 0) return;
      const auto& packet = trace_.packets[next_];
      if (!packet.arrived) continue;
      const double into = std::max(0.0, 10.0 - static_cast<double>(before) * 1'000 / rate_hz_);
      delays_.push_back(ms(block_begin) + into - ms(packet.sent + fastest_));
    }
  }
  bool done() const { return next_ == trace_.packets.size(); }

  void score(TraceScore& score) {
    for (const double delay : delays_) score.mean_ms += delay / static_cast<double>(delays_.size());
    std::sort(delays_.begin(), delays_.end());
    if (!delays_.empty()) score.p95_ms = delays_[delays_.size() * 95 / 100];
  }

 private:
  const Trace& trace_;
  int rate_hz_;
  Micros fastest_ = Micros::max();
  std::vector<double> delays_;
  std::size_t next_ = 0;
};

using Clock = std::chrono::steady_clock;

struct Seat {
  TracePlayer* player;
  DelayMeter delays;
  Clock::duration busy{0};
};

TraceScore score_of(Seat& seat, std::size_t messages, std::size_t frame) {
  const auto figures = seat.player->figures();
  TraceScore score;
  score.concealed_pct = percent(figures.concealed, figures.samples);
  score.dropped_pct = percent(figures.dropped, messages * frame);
  score.stretched_pct = percent(figures.stretched, figures.samples);
  score.interruptions = figures.interruptions;
  seat.delays.score(score);
  score.r_factor = r_factor(score.mean_ms, score.concealed_pct + score.dropped_pct);
  score.ns_per_20ms =
      static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(seat.busy).count()) /
      static_cast<double>(messages);
  return score;
}

}  // namespace

double r_factor(double mean_ms, double lost_pct) {
  return rate({kUnmeasuredDelayMs + mean_ms, lost_pct}).r;
}

void OurTracePlayer::insert(const TraceMessage& message) {
  jitter::Packet packet{message.audio};
  if (positions_)
    packet.position = static_cast<std::int64_t>(message.sequence * message.audio.size());
  buffer_.insert(packet, message.arrival);
}

TracePlayer::Figures OurTracePlayer::figures() const {
  const auto& stats = buffer_.stats();
  return {stats.total_samples_received, stats.concealed_samples, stats.dropped_samples,
          stats.removed_samples_for_acceleration + stats.inserted_samples_for_deceleration,
          stats.interruptions};
}

std::vector<TraceScore> run_trace(const Trace& trace, PcmView speech, int rate_hz,
                                  std::span<TracePlayer* const> players,
                                  std::span<TraceRecording> recordings) {
  const auto frame = static_cast<std::size_t>(rate_hz / 50);
  std::vector<Seat> seats;
  for (TracePlayer* player : players) seats.push_back(Seat{player, DelayMeter(trace, rate_hz)});
  Micros end{0};
  for (const auto& packet : trace.packets)
    if (packet.arrived) end = std::max(end, *packet.arrived);

  Pcm out(frame / 2);
  std::size_t next = 0;
  const auto all_done = [&] {
    return std::all_of(seats.begin(), seats.end(), [](const Seat& s) { return s.delays.done(); });
  };
  for (Micros now{0}; now <= end + 20ms && !all_done(); now += 10ms) {
    const std::size_t first = next;
    while (next < trace.packets.size() &&
           (!trace.packets[next].arrived || *trace.packets[next].arrived <= now))
      ++next;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      Seat& seat = seats[i];
      const auto begin = Clock::now();
      for (std::size_t k = first; k < next; ++k)
        if (const auto arrived = trace.packets[k].arrived)
          seat.player->insert(
              {k, speech.subspan(k * frame % (speech.size() - frame), frame), Instant{*arrived}});
      seat.player->pull(out, Instant{now});
      seat.busy += Clock::now() - begin;
      const auto position = seat.player->position();
      if (position) seat.delays.played(*position, now);
      if (i >= recordings.size()) continue;
      recordings[i].audio.insert(recordings[i].audio.end(), out.begin(), out.end());
      recordings[i].positions.push_back(position);
    }
  }
  std::vector<TraceScore> scores;
  for (Seat& seat : seats) scores.push_back(score_of(seat, trace.packets.size(), frame));
  return scores;
}

TraceScore run_trace(const Trace& trace, PcmView speech, const jitter::JitterBuffer::Config& config,
                     Pcm* heard) {
  OurTracePlayer ours(config);
  TracePlayer* const players[] = {&ours};
  TraceRecording recording;
  const std::span<TraceRecording> recordings(&recording, heard != nullptr ? 1 : 0);
  const auto scores = run_trace(trace, speech, config.rate_hz, players, recordings);
  if (heard != nullptr) heard->insert(heard->end(), recording.audio.begin(), recording.audio.end());
  return scores.front();
}

}  // namespace hookswitch::kit
