#include "hookswitch/codec/opus_packet.hpp"

#include <array>
#include <optional>

namespace hookswitch::codec {
namespace {

constexpr std::size_t kMaxFrame = 1'275;

/// Walks through a packet's head; every step says whether there was enough left.
class Head {
 public:
  explicit Head(std::span<const std::uint8_t> packet) : rest_(packet), size_(packet.size()) {}

  std::optional<std::uint8_t> byte() {
    if (rest_.empty()) return std::nullopt;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }

  /// A frame's length: one byte, or two for 252 and more.
  std::optional<std::size_t> length() {
    const auto first = byte();
    if (!first || *first < 252) return first;
    const auto second = byte();
    if (!second) return std::nullopt;
    return *first + 4u * *second;
  }

  bool drop_tail(std::size_t bytes) {
    if (bytes > rest_.size()) return false;
    rest_ = rest_.first(rest_.size() - bytes);
    return true;
  }

  std::size_t left() const { return rest_.size(); }
  std::span<const std::uint8_t> rest() const { return rest_; }
  tl::unexpected<Error> stop(std::string_view field) const {
    return fail(Errc::bad_opus, field, static_cast<std::uint32_t>(size_ - rest_.size()));
  }

 private:
  std::span<const std::uint8_t> rest_;
  std::size_t size_;
};

struct Kind {
  OpusPacket::Mode mode;
  int bandwidth_hz;
  Micros frame;
};

Kind kind_of(unsigned config) {
  using Mode = OpusPacket::Mode;
  constexpr std::array<Micros, 4> kSilk{Micros{10'000}, Micros{20'000}, Micros{40'000},
                                        Micros{60'000}};
  constexpr std::array<int, 3> kSilkBands{4'000, 6'000, 8'000};
  if (config < 12) return {Mode::silk, kSilkBands[config / 4], kSilk[config % 4]};
  if (config < 16) return {Mode::hybrid, config < 14 ? 12'000 : 20'000, kSilk[config % 2]};
  constexpr std::array<int, 4> kCeltBands{4'000, 8'000, 12'000, 20'000};
  return {Mode::celt, kCeltBands[(config - 16) / 4], Micros{2'500 << config % 4}};
}

/// Lengths of the frames before the last, which must leave the last one its room. Returns the first
/// frame's length.
Result<std::size_t> check_lengths(Head& head, int frames, bool equal) {
  const auto count = static_cast<std::size_t>(frames);
  if (equal) {
    if (head.left() % count != 0) return head.stop("frames of one length");
    if (head.left() / count > kMaxFrame) return head.stop("frame length");
    return head.left() / count;
  }
  std::optional<std::size_t> first;
  std::size_t sum = 0;
  for (int i = 0; i + 1 < frames; ++i) {
    const auto length = head.length();
    if (!length) return head.stop("frame length");
    sum += *length;
    if (sum > head.left()) return head.stop("frame length");
    if (!first) first = length;
  }
  if (head.left() - sum > kMaxFrame) return head.stop("frame length");
  return first.value_or(head.left());
}

/// The flags of forward error correction stand before everything that is range-coded, after one
/// flag of speech for each 20 ms.
bool fec_flag(const OpusPacket& packet, std::uint8_t first) {
  if (packet.mode == OpusPacket::Mode::celt) return false;
  const int parts = packet.frame <= Micros{20'000} ? 1 : static_cast<int>(packet.frame / 20ms);
  const bool mid = (first >> (7 - parts) & 1) != 0;
  return mid || (packet.stereo && (first >> (6 - 2 * parts) & 1) != 0);
}

}  // namespace

Result<OpusPacket> inspect_opus(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return fail(Errc::empty_audio);
  if (bytes.size() > kOpusLongestPacket) return fail(Errc::bad_opus, "packet length");
  Head head(bytes);
  const std::uint8_t toc = *head.byte();
  const Kind kind = kind_of(toc >> 3u);
  OpusPacket packet;
  packet.mode = kind.mode;
  packet.bandwidth_hz = kind.bandwidth_hz;
  packet.frame = kind.frame;
  packet.stereo = (toc & 4u) != 0;

  const unsigned code = toc & 3u;
  bool equal = code != 2;
  packet.frames = code == 0 ? 1 : 2;
  if (code == 3) {
    const auto counts = head.byte();
    if (!counts) return head.stop("frame count");
    packet.frames = *counts & 63;
    equal = (*counts & 128u) == 0;
    if (packet.frames == 0 || packet.frame * packet.frames > kOpusLongestAudio)
      return head.stop("frame count");
    // Padding: its length in steps of 254, itself at the end of the packet.
    auto step = (*counts & 64u) != 0 ? head.byte() : std::optional<std::uint8_t>(std::uint8_t{0});
    for (; step == 255; step = head.byte())
      if (!head.drop_tail(254)) return head.stop("padding");
    if (!step || !head.drop_tail(*step)) return head.stop("padding");
  }
  packet.duration = packet.frame * packet.frames;
  const auto first = check_lengths(head, packet.frames, equal);
  if (!first) return tl::unexpected<Error>(first.error());
  packet.has_fec = *first > 0 && fec_flag(packet, head.rest().front());
  return packet;
}

}  // namespace hookswitch::codec
