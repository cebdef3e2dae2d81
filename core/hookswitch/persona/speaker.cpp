#include "hookswitch/persona/speaker.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::persona {
namespace {

constexpr std::int64_t kSlowestTenths = 50;  // of real time
constexpr std::int64_t kFastestTenths = 80;

}  // namespace

void Speaker::say(Pcm audio, Instant now) {
  audio_ = std::move(audio);
  said_ = 0;
  next_ = now;
}

Pcm Speaker::take_said(Pcm& unsaid) {
  Pcm said = std::exchange(audio_, {});
  const auto cut = said.begin() + static_cast<std::ptrdiff_t>(std::exchange(said_, 0));
  unsaid.assign(cut, said.end());
  said.erase(cut, said.end());
  return said;
}

bool Speaker::due(Instant now, agent::ServerEnd& server, agent::Replies& out) {
  const int rate = server.output_format().rate_hz;
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  while (next_ && *next_ <= now) {
    if (said_ == audio_.size()) {
      next_.reset();
      return true;
    }
    const std::int64_t wanted =
        between(samples_in(traits_.min_output, rate), samples_in(traits_.max_output, rate));
    const auto size = std::min(static_cast<std::size_t>(wanted), audio_.size() - said_);
    server.response_audio(PcmView(audio_).subspan(said_, size), out);
    said_ += size;
    const Micros length = duration_of(static_cast<std::int64_t>(size), rate);
    *next_ += length * 10 / between(kSlowestTenths, kFastestTenths);
  }
  return false;
}

}  // namespace hookswitch::persona
