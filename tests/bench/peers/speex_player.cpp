#include "peers/speex_player.hpp"

#include <speex/speex_jitter.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace hookswitch::bench {
namespace {

class SpeexPlayer final : public kit::TracePlayer {
 public:
  explicit SpeexPlayer(int rate_hz)
      : frame_(static_cast<std::size_t>(rate_hz / 50)),
        buffer_(jitter_buffer_init(static_cast<int>(frame_))),
        block_(frame_) {}
  ~SpeexPlayer() override { jitter_buffer_destroy(buffer_); }

  std::string name() const override { return "speex"; }

  void insert(const kit::TraceMessage& message) override {
    JitterBufferPacket packet{};
    // The buffer copies the bytes and does not write to them.
    packet.data = const_cast<char*>(reinterpret_cast<const char*>(message.audio.data()));
    packet.len = static_cast<spx_uint32_t>(message.audio.size_bytes());
    packet.timestamp = static_cast<spx_uint32_t>(message.sequence * frame_);
    packet.span = static_cast<spx_uint32_t>(frame_);
    packet.sequence = static_cast<spx_uint16_t>(message.sequence);
    jitter_buffer_put(buffer_, &packet);
    begun_ = true;
    ++inserted_;
  }

  void pull(std::span<Sample> out, Instant) override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (at_ == block_.size() || !loaded_) next_block();
      const std::size_t count = std::min(out.size() - filled, block_.size() - at_);
      std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(at_), count,
                  out.begin() + static_cast<std::ptrdiff_t>(filled));
      at_ += count;
      filled += count;
    }
    figures_.samples += out.size();
  }

  std::optional<std::int64_t> position() const override {
    if (!real_until_) return std::nullopt;
    return *real_until_ - (real_ ? static_cast<std::int64_t>(block_.size() - at_) : 0);
  }

  Figures figures() const override {
    Figures figures = figures_;
    spx_int32_t waiting = 0;
    jitter_buffer_ctl(buffer_, JITTER_BUFFER_GET_AVAILABLE_COUNT, &waiting);
    const auto gone = played_ + static_cast<std::uint64_t>(std::max(waiting, 0));
    figures.dropped = inserted_ > gone ? (inserted_ - gone) * frame_ : 0;
    return figures;
  }

 private:
  void next_block() {
    at_ = 0;
    loaded_ = true;
    real_ = false;
    std::fill(block_.begin(), block_.end(), Sample{0});
    if (!begun_) return;
    std::array<char, 8'192> bytes;
    JitterBufferPacket packet{};
    packet.data = bytes.data();
    packet.len = bytes.size();
    spx_int32_t offset = 0;
    const int result =
        jitter_buffer_get(buffer_, &packet, static_cast<spx_int32_t>(frame_), &offset);
    if (result == JITTER_BUFFER_OK) {
      std::memcpy(block_.data(), bytes.data(),
                  std::min<std::size_t>(packet.len, block_.size() * sizeof(Sample)));
      real_ = true;
      real_until_ = static_cast<std::int64_t>(packet.timestamp) + static_cast<std::int64_t>(frame_);
      ++played_;
      if (gap_ >= 7) ++figures_.interruptions;  // 150 ms, in frames of 20 ms
      gap_ = 0;
    } else if (played_ > 0) {
      figures_.concealed += block_.size();
      ++gap_;
    }
    jitter_buffer_tick(buffer_);
  }

  std::size_t frame_;
  ::JitterBuffer* buffer_;
  Pcm block_;
  std::size_t at_ = 0;
  bool loaded_ = false;
  bool begun_ = false;
  bool real_ = false;
  std::optional<std::int64_t> real_until_;
  std::uint64_t inserted_ = 0;
  std::uint64_t played_ = 0;
  int gap_ = 0;
  Figures figures_;
};

}  // namespace

std::unique_ptr<kit::TracePlayer> make_speex_player(int rate_hz) {
  return std::make_unique<SpeexPlayer>(rate_hz);
}

}  // namespace hookswitch::bench
