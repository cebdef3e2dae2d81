#include "kit/opus_speech.hpp"

#include "hookswitch/base/check.hpp"

namespace hookswitch::kit {
namespace {

std::unique_ptr<codec::OpusStream> stream_at(int rate_hz) {
  auto stream = codec::OpusStream::create(rate_hz);
  HS_CHECK(stream);
  return std::move(*stream);
}

jitter::JitterBuffer::Config config_at(int rate_hz) {
  jitter::JitterBuffer::Config config;
  config.rate_hz = rate_hz;
  return config;
}

}  // namespace

OpusSpeech encode_speech(const codec::OpusEncoder::Config& config, PcmView speech) {
  OpusSpeech out;
  auto encoder = codec::OpusEncoder::create(config);
  auto decoder = codec::OpusDecoder::create(config.rate_hz);
  if (!encoder || !decoder) return out;
  std::vector<std::uint8_t> packet(codec::kOpusMaxPacket);
  Pcm heard(decoder->longest());
  const std::size_t frame = encoder->frame_samples();
  for (; speech.size() >= frame; speech = speech.subspan(frame)) {
    const auto length = encoder->encode(speech.first(frame), packet);
    if (!length) return {};
    const auto end = packet.begin() + static_cast<std::ptrdiff_t>(*length);
    out.packets.emplace_back(packet.begin(), end);
    const auto count = decoder->decode(out.packets.back(), heard);
    if (!count) return {};
    out.heard.insert(out.heard.end(), heard.begin(),
                     heard.begin() + static_cast<std::ptrdiff_t>(*count));
  }
  return out;
}

OpusTracePlayer::OpusTracePlayer(int rate_hz, const OpusSpeech& speech, Concealment concealment)
    : speech_(speech),
      concealment_(concealment),
      stream_(stream_at(rate_hz)),
      buffer_(config_at(rate_hz), concealment == Concealment::opus ? stream_.get() : nullptr) {}

std::string OpusTracePlayer::name() const {
  return concealment_ == Concealment::opus ? "Opus" : "pitch";
}

void OpusTracePlayer::insert(const TraceMessage& message) {
  const auto position = static_cast<std::int64_t>(message.sequence * message.audio.size());
  const auto& packet = speech_.packets[message.sequence % speech_.packets.size()];
  if (concealment_ == Concealment::opus) {
    if (const auto heard = stream_->receive(packet, position))
      buffer_.insert({heard->samples, position, heard->lost, heard->recovered}, message.arrival);
  } else if (const auto heard = stream_->receive(packet)) {
    buffer_.insert({heard->samples, position}, message.arrival);
  }
}

TracePlayer::Figures OpusTracePlayer::figures() const {
  const auto& stats = buffer_.stats();
  return {stats.total_samples_received, stats.concealed_samples, stats.dropped_samples,
          stats.removed_samples_for_acceleration + stats.inserted_samples_for_deceleration,
          stats.interruptions};
}

}  // namespace hookswitch::kit
