#include "hookswitch/agent/openai_audio.hpp"

#include <span>

#include "hookswitch/base/base64.hpp"

namespace hookswitch::agent::openai {
namespace {

using codec::Encoding;

constexpr int kPcmRate = 24'000;  // the only PCM rate of this vendor

}  // namespace

wire::Json format_json(const codec::MediaFormat& format) {
  switch (format.encoding) {
    case Encoding::pcmu:
      return {
          {"type", "audio/pcmu"}
      };
    case Encoding::pcma:
      return {
          {"type", "audio/pcma"}
      };
    case Encoding::l16_little:
    case Encoding::l16_big:
      break;
  }
  return {
      {"type", "audio/pcm"   },
      {"rate", format.rate_hz}
  };
}

std::optional<codec::MediaFormat> format_from(const wire::Json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto type = wire::string_at(object, "type");
  if (!type) return std::nullopt;
  if (*type == "audio/pcmu") return codec::MediaFormat{Encoding::pcmu, 8'000};
  if (*type == "audio/pcma") return codec::MediaFormat{Encoding::pcma, 8'000};
  if (*type != "audio/pcm") return std::nullopt;
  const auto rate = object.find("rate");
  if (rate != object.end() && !rate->is_null() && !(rate->is_number() && *rate == kPcmRate))
    return std::nullopt;
  return codec::MediaFormat{Encoding::l16_little, kPcmRate};
}

void append_audio_text(Encoding encoding, PcmView samples, std::vector<std::uint8_t>& scratch,
                       std::string& out) {
  scratch.clear();
  codec::encode(encoding, samples, scratch);
  base64_append(scratch, out);
}

Result<void> AudioText::decode(Encoding encoding, std::string_view base64, Pcm& samples) {
  bytes_.clear();
  if (carry_) bytes_.push_back(*carry_);
  if (auto decoded = base64_decode(base64, bytes_); !decoded) return decoded;
  carry_.reset();
  const auto whole_size =
      bytes_.size() / codec::bytes_per_sample(encoding) * codec::bytes_per_sample(encoding);
  if (whole_size != bytes_.size()) carry_ = bytes_.back();
  if (whole_size == 0) return {};
  return codec::decode(encoding, std::span(bytes_).first(whole_size), samples);
}

}  // namespace hookswitch::agent::openai
