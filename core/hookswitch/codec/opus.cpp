#include "hookswitch/codec/opus.hpp"

#include <opus.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "hookswitch/base/check.hpp"

namespace hookswitch::codec {
namespace {

constexpr std::array<Micros, 6> kFrames{Micros{2'500},  Micros{5'000},  Micros{10'000},
                                        Micros{20'000}, Micros{40'000}, Micros{60'000}};
constexpr int kLowestBitrate = 6'000;
constexpr int kHighestBitrate = 256'000;

Result<void> check_range(int value, int low, int high, std::string_view name) {
  if (value < low || value > high) return fail(Errc::bad_value, name);
  return {};
}

// libopus finds silence in two places: SILK has its own detector; what CELT codes needs the
// analysis of the signal, which runs from this complexity and rate on. docs/media.md has it
// measured.
constexpr int kDetectorComplexity = 7;
constexpr int kDetectorRate = 16'000;

bool is_silk(const OpusEncoder::Config& config) {
  return config.content == OpusEncoder::Content::speech && config.frame >= Micros{10'000};
}

bool can_dtx(const OpusEncoder::Config& config) {
  return is_silk(config) || config.rate_hz >= kDetectorRate;
}

Result<void> check(const OpusEncoder::Config& config) {
  if (!is_opus_rate(config.rate_hz)) return fail(Errc::bad_value, "rate_hz");
  if (std::find(kFrames.begin(), kFrames.end(), config.frame) == kFrames.end())
    return fail(Errc::bad_value, "frame");
  if (auto ok = check_range(config.bitrate, kLowestBitrate, kHighestBitrate, "bitrate"); !ok)
    return ok;
  if (auto ok = check_range(config.complexity, 0, 10, "complexity"); !ok) return ok;
  if (auto ok = check_range(config.loss_percent, 0, 100, "loss_percent"); !ok) return ok;
  if (config.dtx && !can_dtx(config)) return fail(Errc::bad_value, "dtx");
  return {};
}

/// The complexity for libopus: DTX may need more than was configured.
int complexity_for(const OpusEncoder::Config& config) {
  const bool needs_detector = config.dtx && !is_silk(config);
  return needs_detector ? std::max(config.complexity, kDetectorComplexity) : config.complexity;
}

// What is passed to a setting has been checked: a refusal would be a bug.
template <class Opus, class... Request>
void control(Opus* opus, Request... request) {
  int result = 0;
  if constexpr (std::is_same_v<Opus, ::OpusEncoder>)
    result = opus_encoder_ctl(opus, request...);
  else
    result = opus_decoder_ctl(opus, request...);
  HS_CHECK(result == OPUS_OK);
}

}  // namespace

// ---- encoder ---------------------------------------------------------------------------------

OpusEncoder::OpusEncoder(const Config& config, std::unique_ptr<std::byte[]> memory)
    : config_(config), memory_(std::move(memory)) {}

::OpusEncoder* OpusEncoder::opus() const { return reinterpret_cast<::OpusEncoder*>(memory_.get()); }

Result<OpusEncoder> OpusEncoder::create(const Config& config) {
  if (const auto ok = check(config); !ok) return tl::unexpected<Error>(ok.error());
  auto memory = std::make_unique<std::byte[]>(static_cast<std::size_t>(opus_encoder_get_size(1)));
  OpusEncoder made(config, std::move(memory));
  const int application =
      config.content == Content::speech ? OPUS_APPLICATION_VOIP : OPUS_APPLICATION_AUDIO;
  HS_CHECK(opus_encoder_init(made.opus(), config.rate_hz, 1, application) == OPUS_OK);
  control(made.opus(), OPUS_SET_BITRATE(config.bitrate));
  control(made.opus(), OPUS_SET_COMPLEXITY(complexity_for(config)));
  control(made.opus(), OPUS_SET_PACKET_LOSS_PERC(config.loss_percent));
  made.set_fec(config.fec);
  control(made.opus(), OPUS_SET_DTX(config.dtx ? 1 : 0));
  return made;
}

Result<std::size_t> OpusEncoder::encode(PcmView frame, std::span<std::uint8_t> packet) {
  if (frame.size() != frame_samples()) return fail(Errc::bad_value, "frame");
  if (packet.empty()) return fail(Errc::bad_value, "packet");
  const auto room = static_cast<opus_int32>(std::min(packet.size(), kOpusMaxPacket));
  const opus_int32 length =
      opus_encode(opus(), frame.data(), static_cast<int>(frame.size()), packet.data(), room);
  if (length < 0) return fail(Errc::bad_value, "packet");
  return static_cast<std::size_t>(length);
}

Result<void> OpusEncoder::set_bitrate(int bitrate) {
  if (auto ok = check_range(bitrate, kLowestBitrate, kHighestBitrate, "bitrate"); !ok) return ok;
  config_.bitrate = bitrate;
  control(opus(), OPUS_SET_BITRATE(bitrate));
  return {};
}

Result<void> OpusEncoder::set_complexity(int complexity) {
  if (auto ok = check_range(complexity, 0, 10, "complexity"); !ok) return ok;
  config_.complexity = complexity;
  control(opus(), OPUS_SET_COMPLEXITY(complexity_for(config_)));
  return {};
}

Result<void> OpusEncoder::set_loss_percent(int percent) {
  if (auto ok = check_range(percent, 0, 100, "loss_percent"); !ok) return ok;
  config_.loss_percent = percent;
  control(opus(), OPUS_SET_PACKET_LOSS_PERC(percent));
  return {};
}

void OpusEncoder::set_fec(bool on) {
  config_.fec = on;
  control(opus(), OPUS_SET_INBAND_FEC(on ? 1 : 0));
}

Result<void> OpusEncoder::set_dtx(bool on) {
  if (on && !can_dtx(config_)) return fail(Errc::bad_value, "dtx");
  config_.dtx = on;
  control(opus(), OPUS_SET_COMPLEXITY(complexity_for(config_)));
  control(opus(), OPUS_SET_DTX(on ? 1 : 0));
  return {};
}

void OpusEncoder::reset() { control(opus(), OPUS_RESET_STATE); }

std::size_t OpusEncoder::frame_samples() const {
  return static_cast<std::size_t>(samples_in(config_.frame, config_.rate_hz));
}

std::size_t OpusEncoder::lookahead() const {
  opus_int32 samples = 0;
  control(opus(), OPUS_GET_LOOKAHEAD(&samples));
  return static_cast<std::size_t>(samples);
}

// ---- decoder ---------------------------------------------------------------------------------

OpusDecoder::OpusDecoder(int rate_hz, std::unique_ptr<std::byte[]> memory)
    : rate_hz_(rate_hz), memory_(std::move(memory)) {}

::OpusDecoder* OpusDecoder::opus() const { return reinterpret_cast<::OpusDecoder*>(memory_.get()); }

Result<OpusDecoder> OpusDecoder::create(int rate_hz) {
  if (!is_opus_rate(rate_hz)) return fail(Errc::bad_value, "rate_hz");
  auto memory = std::make_unique<std::byte[]>(static_cast<std::size_t>(opus_decoder_get_size(1)));
  OpusDecoder made(rate_hz, std::move(memory));
  HS_CHECK(opus_decoder_init(made.opus(), rate_hz, 1) == OPUS_OK);
  return made;
}

Result<std::size_t> OpusDecoder::decode(std::span<const std::uint8_t> packet,
                                        std::span<Sample> out) {
  const auto head = inspect_opus(packet);
  if (!head) return tl::unexpected<Error>(head.error());
  if (samples_in(head->duration, rate_hz_) > static_cast<std::int64_t>(out.size()))
    return fail(Errc::bad_value, "room");
  const int room = static_cast<int>(std::min(out.size(), longest()));
  const int samples = opus_decode(opus(), packet.data(), static_cast<opus_int32>(packet.size()),
                                  out.data(), room, 0);
  if (samples < 0) return fail(Errc::bad_opus, "audio", 1);
  return static_cast<std::size_t>(samples);
}

Result<void> OpusDecoder::check_room(std::span<Sample> out) const {
  if (out.empty() || out.size() % step() != 0 || out.size() > longest())
    return fail(Errc::bad_value, "room");
  return {};
}

Result<void> OpusDecoder::conceal(std::span<Sample> out) {
  if (auto ok = check_room(out); !ok) return ok;
  HS_CHECK(opus_decode(opus(), nullptr, 0, out.data(), static_cast<int>(out.size()), 0) ==
           static_cast<int>(out.size()));
  return {};
}

Result<void> OpusDecoder::recover(std::span<const std::uint8_t> packet, std::span<Sample> out) {
  if (auto ok = check_room(out); !ok) return ok;
  const auto head = inspect_opus(packet);
  if (!head) return tl::unexpected<Error>(head.error());
  const int samples = opus_decode(opus(), packet.data(), static_cast<opus_int32>(packet.size()),
                                  out.data(), static_cast<int>(out.size()), 1);
  if (samples != static_cast<int>(out.size())) return fail(Errc::bad_opus, "audio", 1);
  return {};
}

void OpusDecoder::copy(const OpusDecoder& other) {
  HS_CHECK(rate_hz_ == other.rate_hz_);
  std::memcpy(memory_.get(), other.memory_.get(),
              static_cast<std::size_t>(opus_decoder_get_size(1)));
}

void OpusDecoder::reset() { control(opus(), OPUS_RESET_STATE); }

}  // namespace hookswitch::codec
