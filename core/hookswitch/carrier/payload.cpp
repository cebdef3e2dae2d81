#include "hookswitch/carrier/payload.hpp"

#include <string>

#include "hookswitch/base/base64.hpp"

namespace hookswitch::carrier {

Result<std::optional<Error>> Payload::decode(std::span<const std::uint8_t> bytes) {
  samples_.clear();
  const auto decoded = codec::decode(encoding_, bytes, samples_);
  if (decoded) return std::optional<Error>{};
  if (samples_.empty()) return tl::unexpected(decoded.error());
  return std::optional<Error>{decoded.error()};
}

Result<std::optional<Error>> Payload::read_raw(std::string_view bytes) {
  return decode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Result<std::optional<Error>> Payload::read_base64(std::string_view text, std::string_view field) {
  samples_.clear();
  bytes_.clear();
  const auto named = [&](const Error& error) { return fail(error.code, field, error.at); };
  if (const auto taken = base64_decode(text, bytes_); !taken) return named(taken.error());
  auto decoded = decode(bytes_);
  if (!decoded) return named(decoded.error());
  return decoded;
}

bool Payload::decode_scanned() {
  samples_.clear();
  return codec::decode(encoding_, bytes_, samples_).has_value();
}

void Payload::write_raw(PcmView samples, wire::Frame& frame) {
  bytes_.clear();
  codec::encode(encoding_, samples, bytes_);
  frame.opcode = wire::Opcode::binary;
  frame.payload.assign(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
}

void Payload::write_base64(PcmView samples, std::string_view key, wire::ObjectText& object) {
  bytes_.clear();
  codec::encode(encoding_, samples, bytes_);
  std::string& text = object.value_of(key);
  constexpr std::size_t kRest = 80;  // of a message after its audio: one allocation for both
  text.reserve(text.size() + base64_size(bytes_.size()) + kRest);
  text += '"';
  base64_append(bytes_, text);
  text += '"';
}

}  // namespace hookswitch::carrier
