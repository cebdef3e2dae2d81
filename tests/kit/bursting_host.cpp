#include "kit/bursting_host.hpp"

#include <algorithm>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::kit {
namespace {

constexpr Micros kMessage{20'000};
constexpr Micros kMaxLength{4'000'000};

Micros between(Rng& rng, Micros least, Micros most) {
  const auto span = static_cast<std::uint64_t>((most - least).count());
  return least + Micros{static_cast<std::int64_t>(rng.below(span + 1))};
}

}  // namespace

std::string BurstPattern::name() const {
  const std::string speed = speed_percent == 0 ? "at-once" : std::to_string(speed_percent) + "pct";
  return "burst-" + speed + "-chunk" + std::to_string(to_ms(chunk)) + "-pause" +
         std::to_string(to_ms(pause)) + (after == PauseAfter::sent ? "-sent" : "-played") +
         (outage_in < 0 ? "" : (held_back ? "-held" : "-stop") + std::to_string(to_ms(outage)));
}

std::vector<BurstPiece> burst_arrivals(const BurstPattern& pattern) {
  Rng lengths(pattern.seed);  // the same sentences however they are sent
  Rng timers(pattern.seed);
  std::vector<BurstPiece> pieces;
  Micros now{0};
  Micros played{0};  // when all that has been sent will have been heard
  for (int sentence = 0; sentence < pattern.sentences; ++sentence) {
    const bool is_cut = sentence == pattern.outage_in;
    const Micros length =
        is_cut ? kMaxLength : between(lengths, Micros{300'000}, kMaxLength) / kMessage * kMessage;
    Micros begin = now;
    Micros held_until{0};
    for (Micros sent{0}; sent < length;) {
      const Micros piece = std::min(pattern.chunk, length - sent);
      Micros due = begin;
      if (pattern.speed_percent > 0)
        due += sent * 100 / pattern.speed_percent + between(timers, Micros{0}, Micros{2'000});
      if (is_cut && held_until == Micros{0} && sent >= length / 3) {
        held_until = std::max(played, due) + pattern.outage;
        if (!pattern.held_back) {
          begin += held_until - due;
          due = held_until;
        }
      }
      now = std::max({now, due, held_until});
      pieces.push_back({now, piece});
      played = std::max(played, now) + piece;
      sent += piece;
    }
    if (pattern.after == BurstPattern::PauseAfter::played) now = std::max(now, played);
    now += pattern.pause;
  }
  return pieces;
}

Trace burst_trace(const BurstPattern& pattern) {
  Trace trace;
  trace.name = pattern.name();
  Micros sent{0};
  for (const BurstPiece& piece : burst_arrivals(pattern))
    for (Micros done{0}; done < piece.length; done += kMessage, sent += kMessage)
      trace.packets.push_back({sent, piece.arrives});
  return trace;
}

}  // namespace hookswitch::kit
