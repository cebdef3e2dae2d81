#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "hookswitch/audio/concealment_source.hpp"
#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/codec/opus.hpp"

namespace hookswitch::codec {

/// The Opus packets of one stream as audio for a jitter buffer, for which it is also the
/// concealment source: jitter::JitterBuffer(config, &stream), and then for each packet
///
///   if (const auto heard = stream.receive(packet, position))
///     buffer.insert({heard->samples, position, heard->lost, heard->recovered}, now);
///
/// shape   one packet -> its audio, and the audio of those lost right before it
/// units   mono samples at rate_hz; `position` counts them from the start of the stream
/// range   what a position leaves out is concealed up to kMaxLoss; by forward error
///         correction as far as the packet repeats it, by Opus's concealment before that
/// time    media time only
/// errors  create: bad_value; receive: as OpusDecoder::decode, and the packet counts as lost
/// cost    everything is allocated at creation; start() copies a decoder's state, some 20 kB
/// source  RFC 6716; libopus 1.3.1 does the work
class OpusStream final : public ConcealmentSource {
 public:
  /// To be used before the next packet.
  struct Heard {
    PcmView samples;
    PcmView lost;               ///< right before them
    std::size_t recovered = 0;  ///< the last of `lost`, as the packet repeats them
  };

  [[nodiscard]] static Result<std::unique_ptr<OpusStream>> create(int rate_hz);

  [[nodiscard]] Result<Heard> receive(std::span<const std::uint8_t> packet,
                                      std::optional<std::int64_t> position = std::nullopt);
  /// For a new stream.
  void reset();

  /// The sound goes on on a copy of the decoder: a packet that is only late finds it as it was.
  void start() override;
  void fill(std::span<Sample> out) override;

 private:
  OpusStream(OpusDecoder decoder, OpusDecoder copy);
  std::size_t lost_before(std::optional<std::int64_t> position) const;
  void make_up(std::size_t missing, std::span<const std::uint8_t> packet, const OpusPacket& head,
               Heard& heard);

  OpusDecoder decoder_;
  OpusPacket::Mode mode_ = OpusPacket::Mode::celt;  ///< of the last packet
  std::optional<std::int64_t> next_position_;
  std::unique_ptr<Sample[]> samples_;
  std::unique_ptr<Sample[]> lost_;

  OpusDecoder copy_;
  std::unique_ptr<Sample[]> ahead_;  ///< made by the copy, a frame at a time
  std::size_t ahead_at_ = 0;
};

}  // namespace hookswitch::codec
