#include "hookswitch/phone/answer_clock.hpp"

#include <algorithm>

namespace hookswitch::phone {
namespace {

SpeechGate::Config answer_gate(int rate_hz) {
  SpeechGate::Config config;
  config.rate_hz = rate_hz;
  config.prefix_padding = Millis{0};
  config.silence_duration = Millis{200};  // a quick agent answers before longer silences are over
  return config;
}

}  // namespace

AnswerClock::AnswerClock(int rate_hz) : rate_hz_(rate_hz), gate_(answer_gate(rate_hz)) {}

void AnswerClock::said(PcmView frame, Instant at) {
  const std::int64_t first = gate_.samples_seen();
  while (!frame.empty()) {
    std::size_t consumed = 0;
    if (const auto change = gate_.process(frame, consumed)) {
      if (change->kind == SpeechGate::Change::Kind::started)
        silent_since_.reset();
      else
        silent_since_ = at + duration_of(change->sample - first, rate_hz_);
    }
    frame = frame.subspan(consumed);
  }
}

std::optional<Micros> AnswerClock::heard(Instant at) {
  if (!silent_since_) return std::nullopt;
  const Micros after = std::max(Micros{0}, at - *silent_since_);
  silent_since_.reset();
  return after;
}

}  // namespace hookswitch::phone
