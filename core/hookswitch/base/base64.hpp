#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/result.hpp"

namespace hookswitch {

/// Characters of the base64 text of so many bytes.
constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

/// Appends the base64 text of `bytes` to `out`: standard alphabet, padded.
/// source  RFC 4648, section 4
void base64_append(std::span<const std::uint8_t> bytes, std::string& out);

/// Appends the bytes that `text` stands for to `out`; missing padding is accepted, white space and
/// the URL alphabet are not. On an error `out` keeps its old size.
/// errors  bad_base64, with the offset of the first offending character
[[nodiscard]] Result<void> base64_decode(std::string_view text, std::vector<std::uint8_t>& out);

}  // namespace hookswitch
