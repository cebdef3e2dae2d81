// Hostile packets against the Opus decoder: libopus and our reading of a packet's head must agree,
// audio is as long as the head says, and nothing else is written.
#include <opus.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "hookswitch/base/check.hpp"
#include "hookswitch/codec/opus.hpp"
#include "hookswitch/codec/opus_stream.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"

namespace {

using namespace hookswitch;

/// The same packets as a stream into a jitter buffer, with positions and times of any kind.
class Receiver {
 public:
  explicit Receiver(int rate_hz)
      : stream_(std::move(*codec::OpusStream::create(rate_hz))),
        buffer_(configured(rate_hz), stream_.get()),
        sound_(static_cast<std::size_t>(rate_hz / 100)) {}

  void take(std::span<const std::uint8_t> packet, std::int8_t jump, unsigned wait) {
    const std::int64_t step = buffer_.rate_hz() / 400;
    position_ += jump * step;
    now_ += Micros{wait} * 1'000;
    const std::int64_t before = buffer_.inserted();
    if (const auto heard = stream_->receive(packet, position_)) {
      HS_CHECK(heard->recovered <= heard->lost.size());
      HS_CHECK(heard->lost.size() <= static_cast<std::size_t>(100 * step));
      buffer_.insert({heard->samples, position_, heard->lost, heard->recovered}, now_);
      const auto inserted = static_cast<std::size_t>(buffer_.inserted() - before);
      HS_CHECK(inserted <= heard->lost.size() + heard->samples.size());
    }
    buffer_.pull(sound_, now_);
    HS_CHECK(buffer_.played_until() <= buffer_.inserted());
    const auto& stats = buffer_.stats();
    HS_CHECK(stats.silent_concealed_samples <= stats.concealed_samples);
  }

 private:
  static jitter::JitterBuffer::Config configured(int rate_hz) {
    jitter::JitterBuffer::Config config;
    config.rate_hz = rate_hz;
    return config;
  }

  std::unique_ptr<codec::OpusStream> stream_;
  jitter::JitterBuffer buffer_;
  Pcm sound_;
  std::int64_t position_ = 0;
  Instant now_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr int kRates[] = {8'000, 12'000, 16'000, 24'000, 48'000};
  const int rate = kRates[data[0] % 5];
  auto decoder = codec::OpusDecoder::create(rate);
  auto copy = codec::OpusDecoder::create(rate);
  HS_CHECK(decoder && copy);
  Receiver receiver(rate);
  constexpr Sample kUntouched = 0x5A5A;
  Pcm out(decoder->longest() + 8);
  // A stream of packets: what happens to it in one byte, the length of the packet in the next.
  std::size_t at = 1;
  while (at + 2 <= size) {
    const unsigned what = data[at] & 7u;
    const bool long_one = (data[at] & 8u) != 0;
    const std::size_t length =
        std::min<std::size_t>(data[at + 1] * (long_one ? 16u : 1u), size - at - 2);
    const std::vector<std::uint8_t> packet(data + at + 2, data + at + 2 + length);  // exact size
    receiver.take(packet, static_cast<std::int8_t>(data[at + 1]), data[at] >> 4);
    at += 2 + length;
    std::fill(out.begin(), out.end(), kUntouched);
    const auto head = codec::inspect_opus(packet);
    const int frames =
        packet.empty() ? 0
                       : opus_packet_parse(packet.data(), static_cast<opus_int32>(length), nullptr,
                                           nullptr, std::vector<opus_int16>(48).data(), nullptr);
    HS_CHECK(head.has_value() == (frames > 0));
    std::size_t written = 0;
    if (what == 0) {
      written = decoder->step() * (1 + length % 48);
      HS_CHECK(decoder->conceal(std::span(out).first(written)));
    } else if (what == 1) {
      written = decoder->step() * (1 + length % 48);
      const auto done = decoder->recover(packet, std::span(out).first(written));
      HS_CHECK(done.has_value() || done.error().code == Errc::bad_opus ||
               done.error().code == Errc::empty_audio);
    } else if (what == 2) {
      copy->copy(*decoder);
      written = decoder->step() * 4;
      HS_CHECK(copy->conceal(std::span(out).first(written)));
    } else if (what == 3) {
      decoder->reset();
    } else {
      const auto count = decoder->decode(packet, std::span(out).first(decoder->longest()));
      if (count) {
        HS_CHECK(head && samples_in(head->duration, rate) == static_cast<std::int64_t>(*count));
        written = *count;
      } else {
        HS_CHECK(count.error().code == Errc::bad_opus || count.error().code == Errc::empty_audio);
        HS_CHECK(count.error().at <= length);
        written = decoder->longest();  // a packet that breaks off in the middle may have begun
      }
    }
    for (std::size_t i = written; i < out.size(); ++i) HS_CHECK(out[i] == kUntouched);
  }
  return 0;
}
