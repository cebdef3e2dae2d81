#include "hookswitch/agent/audio_text.hpp"

#include <span>

#include "hookswitch/base/base64.hpp"

namespace hookswitch::agent {

void append_audio_text(codec::Encoding encoding, PcmView samples,
                       std::vector<std::uint8_t>& scratch, std::string& out) {
  scratch.clear();
  codec::encode(encoding, samples, scratch);
  out.reserve(out.size() + base64_size(scratch.size()) + 2);  // and the closing quote and brace
  base64_append(scratch, out);
}

Result<void> AudioText::decode(codec::Encoding encoding, std::string_view base64,
                               std::vector<std::uint8_t>& scratch, Pcm& samples) {
  scratch.clear();
  if (carry_) scratch.push_back(*carry_);
  if (auto decoded = base64_decode(base64, scratch); !decoded) return decoded;
  carry_.reset();
  const auto whole_size =
      scratch.size() / codec::bytes_per_sample(encoding) * codec::bytes_per_sample(encoding);
  if (whole_size != scratch.size()) carry_ = scratch.back();
  if (whole_size == 0) return {};
  return codec::decode(encoding, std::span(scratch).first(whole_size), samples);
}

}  // namespace hookswitch::agent
