#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "hookswitch/agent/audio_text.hpp"
#include "hookswitch/base/give_back.hpp"

namespace hookswitch::agent::openai {

/// The caller's audio at the server end: decoded, and counted until it is committed and paid for.
///
/// units   samples of the format that append() was given
/// errors  append: bad_base64; nothing has changed then
class CallerBuffer {
 public:
  /// Borrowed until the next call.
  Result<PcmView> append(codec::Encoding encoding, std::string_view base64) {
    samples_.clear();
    HS_TRY_VOID(text_.decode(encoding, base64, bytes_, samples_));
    waiting_ += static_cast<std::int64_t>(samples_.size());
    return PcmView(samples_);
  }
  /// Appended since the last commit or clear.
  std::int64_t waiting() const { return waiting_; }
  void commit() { unbilled_ += std::exchange(waiting_, 0); }
  void clear() {
    waiting_ = 0;
    text_.reset();
  }
  /// Committed since it was last asked.
  std::int64_t take_unbilled() { return std::exchange(unbilled_, 0); }
  void give_back() {
    hookswitch::give_back(bytes_);
    hookswitch::give_back(samples_);
  }

 private:
  AudioText text_;
  std::vector<std::uint8_t> bytes_;
  Pcm samples_;
  std::int64_t waiting_ = 0;
  std::int64_t unbilled_ = 0;
};

}  // namespace hookswitch::agent::openai
