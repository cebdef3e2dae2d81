#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace hookswitch::carrier {

/// Asterisk's queue of frames, told by the marks that come back: the end of each audio message is
/// one, which counts the samples up to it.
///
/// units   samples at the host's rate
/// range   MEDIA_XOFF from 900 frames on, MEDIA_XON below 800, as chan_websocket's levels are
/// cost    no allocation
class AsteriskPlayout {
 public:
  static constexpr char kSign = '\x01';  ///< begins the name of such a mark
  static constexpr int kXoffFrames = 900, kXonFrames = 800, kMaxFrames = 1'000;

  explicit AsteriskPlayout(std::int64_t frame_samples) : frame_(frame_samples) {}

  /// The name of the mark at the end of `samples`, borrowed until the next call.
  std::string_view add(std::int64_t samples) {
    received_ += samples;
    name_[0] = kSign;
    const auto end = std::to_chars(name_ + 1, name_ + sizeof name_, received_).ptr;
    return {name_, static_cast<std::size_t>(end - name_)};
  }
  void played(std::string_view name) {
    std::int64_t until = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), until);
    if (until > played_ && until <= received_) played_ = until;
  }
  void clear() { played_ = received_; }

  std::int64_t frames() const { return (received_ - played_) / frame_; }
  bool is_empty() const { return received_ == played_; }
  /// Whether the host is to be told to wait now, or to go on.
  bool turns_off() { return !off_ && frames() >= kXoffFrames ? off_ = true : false; }
  bool turns_on() { return off_ && frames() < kXonFrames ? !(off_ = false) : false; }

 private:
  std::int64_t frame_;
  std::int64_t received_ = 0, played_ = 0;
  bool off_ = false;
  char name_[24] = {};
};

}  // namespace hookswitch::carrier
