#include "hookswitch/codec/opus_stream.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/check.hpp"

namespace hookswitch::codec {
namespace {

std::size_t samples(Micros duration, const OpusDecoder& decoder) {
  return static_cast<std::size_t>(samples_in(duration, decoder.rate_hz()));
}

/// Opus fades from frame to frame, so it is asked for frames of the common length.
std::size_t frame_of(const OpusDecoder& decoder) { return samples(Micros{20'000}, decoder); }

}  // namespace

OpusStream::OpusStream(OpusDecoder decoder, OpusDecoder copy)
    : decoder_(std::move(decoder)),
      samples_(std::make_unique<Sample[]>(decoder_.longest())),
      lost_(std::make_unique<Sample[]>(samples(kMaxLoss, decoder_))),
      copy_(std::move(copy)),
      ahead_(std::make_unique<Sample[]>(frame_of(decoder_))),
      ahead_at_(frame_of(decoder_)) {}

Result<std::unique_ptr<OpusStream>> OpusStream::create(int rate_hz) {
  auto decoder = OpusDecoder::create(rate_hz);
  auto copy = OpusDecoder::create(rate_hz);
  if (!decoder || !copy) return fail(Errc::bad_value, "rate_hz");
  return std::unique_ptr<OpusStream>(new OpusStream(std::move(*decoder), std::move(*copy)));
}

std::size_t OpusStream::lost_before(std::optional<std::int64_t> position) const {
  if (!position || !next_position_ || *position <= *next_position_) return 0;
  const auto missing = static_cast<std::size_t>(*position - *next_position_);
  return missing <= samples(kMaxLoss, decoder_) ? missing : 0;
}

Result<OpusStream::Heard> OpusStream::receive(std::span<const std::uint8_t> packet,
                                              std::optional<std::int64_t> position) {
  const auto head = inspect_opus(packet);
  if (!head) return tl::unexpected<Error>(head.error());
  // As the jitter buffer reads positions; and far from where a difference could overflow.
  if (position) position = std::clamp<std::int64_t>(*position, 0, std::int64_t{1} << 40);

  Heard heard;
  if (const std::size_t missing = lost_before(position); missing > 0)
    make_up(missing, packet, *head, heard);
  const auto count = decoder_.decode(packet, std::span<Sample>(samples_.get(), decoder_.longest()));
  if (!count) return tl::unexpected<Error>(count.error());
  heard.samples = PcmView(samples_.get(), *count);
  mode_ = head->mode;
  next_position_.reset();
  if (position) next_position_ = *position + static_cast<std::int64_t>(*count);
  return heard;
}

void OpusStream::make_up(std::size_t missing, std::span<const std::uint8_t> packet,
                         const OpusPacket& head, Heard& heard) {
  // Opus makes up for whole steps; of the first one only the end may be wanted.
  const std::size_t step = decoder_.step();
  const std::span<Sample> made(lost_.get(), (missing + step - 1) / step * step);
  // libopus recovers whole frames, and none across a change from or to CELT.
  const std::size_t frame = samples(head.frame, decoder_);
  const bool repeats = head.has_fec && mode_ != OpusPacket::Mode::celt && missing >= frame;
  heard.recovered = repeats ? frame : 0;
  for (auto rest = made.first(made.size() - heard.recovered); !rest.empty();) {
    const std::size_t part = std::min(rest.size(), decoder_.longest());
    HS_CHECK(decoder_.conceal(rest.first(part)));
    rest = rest.subspan(part);
  }
  if (repeats && !decoder_.recover(packet, made.last(frame))) {
    heard.recovered = 0;
    HS_CHECK(decoder_.conceal(made.last(frame)));
  }
  heard.lost = PcmView(made).last(missing);
}

void OpusStream::reset() {
  decoder_.reset();
  mode_ = OpusPacket::Mode::celt;
  next_position_.reset();
}

void OpusStream::start() {
  copy_.copy(decoder_);
  ahead_at_ = frame_of(copy_);
}

void OpusStream::fill(std::span<Sample> out) {
  const std::span<Sample> ahead(ahead_.get(), frame_of(copy_));
  while (!out.empty()) {
    if (ahead_at_ == ahead.size()) {
      HS_CHECK(copy_.conceal(ahead));
      ahead_at_ = 0;
    }
    const std::size_t count = std::min(out.size(), ahead.size() - ahead_at_);
    std::copy_n(ahead.begin() + static_cast<std::ptrdiff_t>(ahead_at_), count, out.begin());
    ahead_at_ += count;
    out = out.subspan(count);
  }
}

}  // namespace hookswitch::codec
