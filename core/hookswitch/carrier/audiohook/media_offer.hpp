#pragma once

#include <span>
#include <string>
#include <vector>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

/// The media that the client offers with `open`, and of which the server chooses one.
namespace hookswitch::carrier {

struct AudioHookMedia {
  codec::Encoding encoding = codec::Encoding::pcmu;
  std::size_t channels = 1;
  std::size_t external = 0;  ///< which channel is the caller's

  friend constexpr bool operator==(const AudioHookMedia&, const AudioHookMedia&) = default;
};

inline constexpr int kAudioHookRate = 8'000;
inline constexpr codec::MediaFormat kAudioHookHostFormat{codec::Encoding::pcmu, kAudioHookRate};

/// The usable entries of the array, in its order: those that hold the caller's channel.
/// errors  missing_field, wrong_type
[[nodiscard]] Result<std::vector<AudioHookMedia>> read_media_offer(const wire::Json& parameters);

/// The entries as a JSON array.
std::string media_json(std::span<const AudioHookMedia> media);

}  // namespace hookswitch::carrier
