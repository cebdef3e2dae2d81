#include "kit/jitter_exercise.hpp"

#include <array>

#include "hookswitch/jitter/jitter_buffer.hpp"

namespace hookswitch::kit {
namespace {

using jitter::JitterBuffer;

class Script {
 public:
  explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool ended() const { return at_ >= bytes_.size(); }
  std::uint8_t next() { return ended() ? std::uint8_t{0} : bytes_[at_++]; }
  std::uint32_t wide() { return next() | static_cast<std::uint32_t>(next()) << 8; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

const char* broken(const JitterBuffer& buffer, const JitterBuffer::Config& config,
                   std::int64_t played_before) {
  const auto& stats = buffer.stats();
  if (buffer.played_until() > buffer.inserted()) return "played more than was inserted";
  if (buffer.played_until() < played_before) return "played_until ran backwards";
  if (buffer.buffered() > config.capacity + 300ms) return "holds more than its capacity";
  if (buffer.target() < config.min_delay || buffer.target() > config.max_delay)
    return "target out of bounds";
  if (stats.silent_concealed_samples > stats.concealed_samples) return "more silent than concealed";
  if (stats.jitter_buffer_delay < 0us) return "negative delay";
  if (stats.interruptions > stats.concealment_events) return "more interruptions than concealments";
  return nullptr;
}

}  // namespace

const char* exercise_jitter(std::span<const std::uint8_t> bytes) {
  Script script(bytes);
  constexpr std::array kRates{8'000, 16'000, 24'000, 48'000, 11'025, 44'100};
  JitterBuffer::Config config;
  config.rate_hz = kRates[script.next() % kRates.size()];
  config.capacity = Millis{500 + 20 * script.next()};
  JitterBuffer buffer(config);

  Pcm audio(9'600);
  // One byte for all of it: the rest of the script is for what happens.
  const std::size_t step = 977 * (std::size_t{1} + script.next());
  for (std::size_t i = 0; i < audio.size(); ++i)
    audio[i] = static_cast<Sample>(i * step % 65'536 - 32'768);
  Pcm out(10'000);
  Instant now{};
  std::int64_t accepted = 0;
  std::int64_t played = 0;
  std::uint64_t pulled = 0;
  while (!script.ended()) {
    const std::uint8_t what = script.next();
    switch (what % 8) {
      case 0:
      case 1:
      case 2: {
        const auto size = what & 8 ? script.wide() % audio.size() : std::size_t{160};
        jitter::Packet packet{PcmView(audio).first(size), std::nullopt};
        if (what & 16) packet.position = static_cast<std::int64_t>(script.wide()) * (what - 100);
        buffer.insert(packet, now);
        accepted += static_cast<std::int64_t>(size);
        if (packet.position) accepted += config.rate_hz / 4;  // missing audio is concealed
        break;
      }
      case 3:
      case 4: {
        const auto size = what & 8 ? script.wide() % (out.size() + 1) : std::size_t{80};
        const std::size_t real = buffer.pull(std::span<Sample>(out).first(size), now);
        if (real > size) return "more real samples than samples";
        pulled += size;
        break;
      }
      case 5:
        now += what & 8 ? Micros{script.wide()} : Micros{20'000};
        break;
      case 6:
        if (what == 254) now += Micros{std::int64_t{1} << 48};
        if (what == 246) now = Instant{Micros{-(std::int64_t{1} << 61)}};
        if (what == 238) now += 3s;
        now -= Micros{script.next()};
        break;
      case 7:
        if (what == 255) buffer.reset();
        if (what == 247) buffer.clear();
        break;
    }
    if (now > Instant{Micros{std::int64_t{1} << 58}}) now = Instant{};
    if (now < Instant{Micros{-(std::int64_t{1} << 61)}}) now = Instant{};
    if (const char* why = broken(buffer, config, played)) return why;
    if (buffer.inserted() > accepted) return "inserted more than was offered";
    played = buffer.played_until();
  }
  if (buffer.stats().total_samples_received != pulled) return "pulled samples were miscounted";

  // Never stuck: whatever came before, what waits is played in the end.
  now = Instant{Micros{std::int64_t{1} << 59}};
  for (int i = 0; i < 2'000 && buffer.buffered() > 0us; ++i) {
    buffer.pull(std::span<Sample>(out).first(480), now);
    now += duration_of(480, config.rate_hz);
  }
  return buffer.buffered() > 0us ? "audio is stuck" : nullptr;
}

}  // namespace hookswitch::kit
