#pragma once

#include <span>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// A gap in the wire's positions up to here is loss; a longer one is a pause of the sender.
inline constexpr Micros kMaxLoss{250'000};

/// Concealment of missing audio by the codec's own decoder.
///
/// shape   start(); then fill() any lengths, each goes on from where the last one ended
/// units   samples, at the rate of the audio that it goes on from
/// range   start() is at the end of all audio handed out so far; audio handed out later changes
///         nothing until the next start()
/// time    media time only
/// errors  none
/// cost    no allocation
/// source  none
class ConcealmentSource {
 public:
  ConcealmentSource() = default;
  ConcealmentSource(const ConcealmentSource&) = delete;
  ConcealmentSource& operator=(const ConcealmentSource&) = delete;
  virtual ~ConcealmentSource() = default;

  virtual void start() = 0;
  virtual void fill(std::span<Sample> out) = 0;
};

}  // namespace hookswitch
