#include "hookswitch/audio/resampler.hpp"

#include <speex/speex_resampler.h>

#include "hookswitch/base/check.hpp"

namespace hookswitch {
namespace {

// The highest quality whose delay still suits a live conversation: 40 samples of the lower rate.
constexpr int kQuality = 5;

template <class Owner>
SpeexResamplerState* state_of(const Owner& owner) {
  return static_cast<SpeexResamplerState*>(owner.get());
}

}  // namespace

void Resampler::Close::operator()(void* state) const {
  speex_resampler_destroy(static_cast<SpeexResamplerState*>(state));
}

Resampler::Resampler(int from_hz, int to_hz) : from_hz_(from_hz), to_hz_(to_hz) {
  HS_CHECK(from_hz >= kLowestHz && from_hz <= kHighestHz);
  HS_CHECK(to_hz >= kLowestHz && to_hz <= kHighestHz);
  if (from_hz == to_hz) return;
  if (Polyphase::serves(from_hz, to_hz)) {
    polyphase_.emplace(from_hz, to_hz);
    return;
  }
  speex_.reset(speex_resampler_init(1, static_cast<spx_uint32_t>(from_hz),
                                    static_cast<spx_uint32_t>(to_hz), kQuality, nullptr));
  HS_CHECK(speex_ != nullptr);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(PcmView in, Pcm& out) {
  if (polyphase_) return polyphase_->process(in, out);
  if (!speex_) {
    out.insert(out.end(), in.begin(), in.end());
    return;
  }
  // In slices: the library counts in 32 bits, and a slice bounds how far `out` grows too much.
  constexpr std::size_t kPiece = 4'096;
  while (!in.empty()) {
    const std::size_t slice = in.size() < kPiece ? in.size() : kPiece;
    const std::size_t before = out.size();
    // One more than the ratio asks for: the fraction left over from earlier calls may complete one.
    const std::size_t room = slice * static_cast<std::size_t>(to_hz_) / from_hz_ + 2;
    out.resize(before + room);
    auto taken = static_cast<spx_uint32_t>(slice);
    auto given = static_cast<spx_uint32_t>(room);
    const int error = speex_resampler_process_int(state_of(speex_), 0, in.data(), &taken,
                                                  out.data() + before, &given);
    HS_CHECK(error == RESAMPLER_ERR_SUCCESS && (taken > 0 || given > 0));
    out.resize(before + given);
    in = in.subspan(taken);
  }
}

void Resampler::reset() {
  if (polyphase_) polyphase_->reset();
  if (!speex_) return;
  const int error = speex_resampler_reset_mem(state_of(speex_));
  HS_CHECK(error == RESAMPLER_ERR_SUCCESS);
}

Micros Resampler::latency() const {
  if (polyphase_) return polyphase_->latency();
  if (!speex_) return Micros{0};
  return duration_of(speex_resampler_get_input_latency(state_of(speex_)), from_hz_);
}

}  // namespace hookswitch
