#pragma once

#include <cstdint>
#include <vector>

#include "hookswitch/codec/opus.hpp"
#include "hookswitch/codec/opus_stream.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/trace_run.hpp"

namespace hookswitch::kit {

/// Speech as Opus packets, and as it sounds when all of them arrive.
struct OpusSpeech {
  std::vector<std::vector<std::uint8_t>> packets;
  Pcm heard;
};

/// `speech`, whole frames of it; empty when the settings are wrong.
OpusSpeech encode_speech(const codec::OpusEncoder::Config& config, PcmView speech);

/// The jitter buffer fed with Opus: missing audio is concealed by Opus, or by the buffer alone.
class OpusTracePlayer final : public TracePlayer {
 public:
  enum class Concealment : std::uint8_t { opus, pitch };

  OpusTracePlayer(int rate_hz, const OpusSpeech& speech, Concealment concealment);

  std::string name() const override;
  void insert(const TraceMessage& message) override;
  void pull(std::span<Sample> out, Instant now) override { buffer_.pull(out, now); }
  std::optional<std::int64_t> position() const override { return buffer_.played_until(); }
  Figures figures() const override;

 private:
  const OpusSpeech& speech_;
  Concealment concealment_;
  std::unique_ptr<codec::OpusStream> stream_;
  jitter::JitterBuffer buffer_;
};

}  // namespace hookswitch::kit
