#include "hookswitch/phone/earpiece.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::phone {
namespace {

constexpr std::size_t kMaxBlock = 4'800;

jitter::JitterBuffer::Config buffer_config(int rate_hz, Micros capacity) {
  jitter::JitterBuffer::Config config;
  config.rate_hz = rate_hz;
  config.capacity = capacity;
  return config;
}

SpeechGate::Config heard_gate(int rate_hz) {
  SpeechGate::Config config;
  config.rate_hz = rate_hz;
  config.prefix_padding = Millis{0};  // only what is speech counts as heard
  return config;
}

}  // namespace

Earpiece::Earpiece(int wire_rate_hz, int device_rate_hz, Micros capacity, Micros max_heard)
    : wire_rate_hz_(wire_rate_hz),
      buffer_(buffer_config(wire_rate_hz, capacity)),
      outbound_(wire_rate_hz, device_rate_hz),
      speaker_(kMaxBlock * 8),
      heard_(static_cast<std::size_t>(samples_in(max_heard, wire_rate_hz))),
      gate_(heard_gate(wire_rate_hz)),
      meter_(wire_rate_hz) {}

void Earpiece::insert(PcmView audio, int rate_hz, Instant now) {
  if (rate_hz == wire_rate_hz_) {
    inbound_.reset();
    buffer_.insert({audio}, now);
    return;
  }
  if (!inbound_ || inbound_->from_hz() != rate_hz) inbound_.emplace(rate_hz, wire_rate_hz_);
  resampled_.clear();
  inbound_->process(audio, resampled_);
  buffer_.insert({resampled_}, now);
}

bool Earpiece::mark(std::string_view name, MarkOf kind) {
  if (marks_.size() >= kMaxMarks || mark_bytes_ + name.size() > kMaxMarkBytes) return false;
  marks_.push_back({std::string(name), kind, buffer_.inserted()});
  mark_bytes_ += name.size();
  return true;
}

std::vector<std::string> Earpiece::clear() {
  buffer_.clear();
  std::vector<std::string> names;
  for (Mark& mark : marks_) names.push_back(std::move(mark.name));
  marks_.clear();
  mark_bytes_ = 0;
  return names;
}

std::optional<Earpiece::Mark> Earpiece::take_played_mark() {
  if (marks_.empty() || marks_.front().position > buffer_.played_until()) return std::nullopt;
  Mark mark = std::move(marks_.front());
  marks_.pop_front();
  mark_bytes_ -= mark.name.size();
  return mark;
}

std::size_t Earpiece::take_from_buffer(std::size_t count, Instant now) {
  block_.resize(count);
  const std::size_t real = buffer_.pull(block_, now);
  meter_.add(block_);
  const std::int64_t first = gate_.samples_seen();
  PcmView rest = block_;
  while (!rest.empty()) {
    std::size_t consumed = 0;
    if (const auto change = gate_.process(rest, consumed)) {
      changes_.push_back({change->kind, now + duration_of(change->sample - first, wire_rate_hz_)});
      if (change->kind == SpeechGate::Change::Kind::started)
        speech_started_ = change->sample;
      else
        speech_samples_ += change->sample - speech_started_;
    }
    rest = rest.subspan(consumed);
  }
  return real;
}

std::size_t Earpiece::pull(std::span<float> out, Instant now) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const PcmView ready = speaker_.waiting();
    if (ready.empty()) {
      // Exactly what is missing: audio waits in the jitter buffer, not after it.
      const auto missing = static_cast<std::int64_t>(out.size() - filled);
      const std::int64_t wanted =
          (missing * wire_rate_hz_ + outbound_.to_hz() - 1) / outbound_.to_hz();
      const auto count = std::min(static_cast<std::size_t>(wanted), kMaxBlock);
      const std::size_t real = take_from_buffer(count, now);
      real_at_device_ += static_cast<double>(real) * outbound_.to_hz() / wire_rate_hz_;
      resampled_.clear();
      outbound_.process(block_, resampled_);
      speaker_.push(resampled_);
      continue;
    }
    const std::size_t count = std::min(ready.size(), out.size() - filled);
    for (std::size_t i = 0; i < count; ++i)
      out[filled + i] = static_cast<float>(ready[i]) * (1.0F / 32'768.0F);
    speaker_.drop(count);
    filled += count;
  }
  const std::size_t real = std::min(out.size(), static_cast<std::size_t>(real_at_device_));
  real_at_device_ -= static_cast<double>(real);
  return real;
}

void Earpiece::play(std::size_t count, Instant now) {
  take_from_buffer(count, now);
  if (const std::size_t no_room = heard_.push(block_); no_room > 0) {
    heard_.drop(no_room);  // not taken: the last minute is kept
    heard_.push(PcmView(block_).last(no_room));
  }
}

void Earpiece::take_heard(Pcm& out) {
  const PcmView all = heard_.waiting();
  out.insert(out.end(), all.begin(), all.end());
  heard_.drop(all.size());
}

std::optional<Earpiece::Change> Earpiece::take_change() {
  if (changes_.empty()) return std::nullopt;
  const Change change = changes_.front();
  changes_.pop_front();
  return change;
}

Micros Earpiece::speech_heard() const {
  std::int64_t samples = speech_samples_;
  if (gate_.speaking())
    samples += std::max<std::int64_t>(0, gate_.samples_seen() - speech_started_);
  return duration_of(samples, wire_rate_hz_);
}

}  // namespace hookswitch::phone
