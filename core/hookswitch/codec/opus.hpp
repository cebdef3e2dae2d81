#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/codec/opus_packet.hpp"

struct OpusEncoder;  // libopus
struct OpusDecoder;

namespace hookswitch::codec {

/// Room for any packet that OpusEncoder makes.
inline constexpr std::size_t kOpusMaxPacket = 3 * 1'275 + 7;

constexpr bool is_opus_rate(int rate_hz) {
  return rate_hz == 8'000 || rate_hz == 12'000 || rate_hz == 16'000 || rate_hz == 24'000 ||
         rate_hz == 48'000;
}

/// Speech or music to Opus packets.
///
/// shape   one frame of samples -> one packet
/// units   mono samples at rate_hz
/// range   create() says bad_value with the name of a setting that is out of its range; settings
///         may be changed between frames
/// time    delayed by `lookahead()` samples, 6.5 ms
/// errors  bad_value: a frame of another length than frame_samples(), or too little room
/// cost    two allocations at creation, none afterwards
/// source  RFC 6716; libopus 1.3.1 does the work
class OpusEncoder {
 public:
  enum class Content : std::uint8_t { speech, music };

  struct Config {
    int rate_hz = 48'000;  ///< 8000, 12000, 16000, 24000, 48000
    Micros frame{20'000};  ///< 2.5, 5, 10, 20, 40, 60 ms
    int bitrate = 24'000;  ///< 6000 to 256000 bit/s, on average
    int complexity = 5;    ///< 0 to 10
    int loss_percent = 0;  ///< 0 to 100: what to expect; the more, the more goes into FEC
    bool fec = false;      ///< in-band forward error correction, for speech and loss_percent > 0
    /// Silence becomes packets of kDtxPacket bytes. Music, and frames of less than 10 ms, need
    /// 16 kHz or more for that (else: bad_value), and are then encoded at complexity 7 or more.
    bool dtx = false;
    Content content = Content::speech;
  };
  /// A packet of at most this length is silence and need not be sent.
  static constexpr std::size_t kDtxPacket = 2;

  [[nodiscard]] static Result<OpusEncoder> create(const Config& config);

  /// Returns the packet's length; `packet` should have room for kOpusMaxPacket bytes.
  [[nodiscard]] Result<std::size_t> encode(PcmView frame, std::span<std::uint8_t> packet);

  [[nodiscard]] Result<void> set_bitrate(int bitrate);
  [[nodiscard]] Result<void> set_complexity(int complexity);
  [[nodiscard]] Result<void> set_loss_percent(int percent);
  void set_fec(bool on);
  [[nodiscard]] Result<void> set_dtx(bool on);
  /// For a new stream: forgets all audio, keeps the settings.
  void reset();

  const Config& config() const { return config_; }
  std::size_t frame_samples() const;
  std::size_t lookahead() const;

 private:
  OpusEncoder(const Config& config, std::unique_ptr<std::byte[]> memory);
  ::OpusEncoder* opus() const;

  Config config_;
  std::unique_ptr<std::byte[]> memory_;
};

/// Opus packets to samples, whatever rate, frame length and channels the sender chose.
///
/// shape   one packet -> its samples; conceal() or recover() where packets are missing, in order
/// units   mono samples at rate_hz(); stereo is mixed down
/// range   a packet is at most 120 ms: longest() samples
/// time    media time only
/// errors  empty_audio, bad_opus; bad_value when the room is too small or no multiple of 2.5 ms
/// cost    one allocation at creation, none afterwards
/// source  RFC 6716; libopus 1.3.1 does the work
class OpusDecoder {
 public:
  [[nodiscard]] static Result<OpusDecoder> create(int rate_hz);

  /// Returns how many samples were written.
  [[nodiscard]] Result<std::size_t> decode(std::span<const std::uint8_t> packet,
                                           std::span<Sample> out);
  /// Makes up for audio that is missing: goes on with what was heard last, and fades away.
  /// `out` is a multiple of 2.5 ms, at most 120 ms.
  [[nodiscard]] Result<void> conceal(std::span<Sample> out);
  /// Fills `out`, the audio missing before `packet`, with what the packet repeats of it
  /// (OpusPacket::has_fec); the rest, or all of it, is concealed. Then decode() the packet.
  [[nodiscard]] Result<void> recover(std::span<const std::uint8_t> packet, std::span<Sample> out);

  /// Becomes what `other` is now. Both have the same rate.
  void copy(const OpusDecoder& other);
  /// For a new stream.
  void reset();

  int rate_hz() const { return rate_hz_; }
  /// The smallest unit of audio: 2.5 ms.
  std::size_t step() const { return static_cast<std::size_t>(rate_hz_ / 400); }
  std::size_t longest() const { return 48 * step(); }

 private:
  OpusDecoder(int rate_hz, std::unique_ptr<std::byte[]> memory);
  ::OpusDecoder* opus() const;
  Result<void> check_room(std::span<Sample> out) const;

  int rate_hz_;
  std::unique_ptr<std::byte[]> memory_;
};

}  // namespace hookswitch::codec
