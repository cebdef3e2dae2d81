#include "peers/neteq_player.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "api/audio/audio_frame.h"
#include "api/audio_codecs/L16/audio_decoder_L16.h"
#include "api/audio_codecs/audio_decoder_factory_template.h"
#include "api/neteq/neteq.h"
#include "modules/audio_coding/neteq/default_neteq_factory.h"
#include "rtc_base/logging.h"
#include "system_wrappers/include/clock.h"

namespace hookswitch::bench {
namespace {

constexpr int kPayloadType = 107;
constexpr std::int64_t kClockStart = 1'000'000'000;

class NetEqPlayer final : public kit::TracePlayer {
 public:
  explicit NetEqPlayer(int rate_hz) : clock_(kClockStart) {
    rtc::LogMessage::LogToDebug(rtc::LS_NONE);
    webrtc::NetEq::Config config;
    config.sample_rate_hz = rate_hz;
    config.max_packets_in_buffer = 200;  // as WebRTC's voice engine sets it
    neteq_ = webrtc::DefaultNetEqFactory().CreateNetEq(
        config, webrtc::CreateAudioDecoderFactory<webrtc::AudioDecoderL16>(), &clock_);
    neteq_->RegisterPayloadType(kPayloadType, webrtc::SdpAudioFormat("L16", rate_hz, 1));
  }

  std::string name() const override { return "neteq"; }

  void insert(const kit::TraceMessage& message) override {
    advance(message.arrival);
    webrtc::RTPHeader header;
    header.payloadType = kPayloadType;
    header.sequenceNumber = static_cast<std::uint16_t>(message.sequence);
    header.timestamp = static_cast<std::uint32_t>(message.sequence * message.audio.size());
    header.ssrc = 1;
    payload_.resize(message.audio.size_bytes());
    for (std::size_t i = 0; i < message.audio.size(); ++i) {
      payload_[2 * i] = static_cast<std::uint8_t>(message.audio[i] >> 8);
      payload_[2 * i + 1] = static_cast<std::uint8_t>(message.audio[i] & 255);
    }
    neteq_->InsertPacket(header, payload_);
  }

  void pull(std::span<Sample> out, Instant now) override {
    advance(now);
    bool muted = false;
    neteq_->GetAudio(&frame_, &muted);
    const std::size_t count = std::min(out.size(), frame_.samples_per_channel());
    if (frame_.muted())
      std::fill(out.begin(), out.end(), Sample{0});
    else
      std::copy_n(frame_.data(), count, out.begin());
  }

  std::optional<std::int64_t> position() const override {
    const auto timestamp = neteq_->GetPlayoutTimestamp();
    if (!timestamp) return std::nullopt;
    return static_cast<std::int32_t>(*timestamp);
  }

  Figures figures() const override {
    const auto life = neteq_->GetLifetimeStatistics();
    return {life.total_samples_received, life.concealed_samples,
            life.packets_discarded * frame_.samples_per_channel() * 2,
            life.inserted_samples_for_deceleration + life.removed_samples_for_acceleration,
            static_cast<std::uint64_t>(std::max(life.interruption_count, 0))};
  }

 private:
  void advance(Instant to) {
    const std::int64_t by =
        kClockStart + to.time_since_epoch().count() - clock_.TimeInMicroseconds();
    if (by > 0) clock_.AdvanceTimeMicroseconds(by);
  }

  webrtc::SimulatedClock clock_;
  std::unique_ptr<webrtc::NetEq> neteq_;
  webrtc::AudioFrame frame_;
  std::vector<std::uint8_t> payload_;
};

}  // namespace

std::unique_ptr<kit::TracePlayer> make_neteq_player(int rate_hz) {
  return std::make_unique<NetEqPlayer>(rate_hz);
}

}  // namespace hookswitch::bench
