#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/rng.hpp"

namespace hookswitch {

/// A UUID version 7 in canonical lower-case form: 48 bits of `unix_ms`, then random bits.
/// source  RFC 9562, section 5.7
std::string uuid_v7(std::int64_t unix_ms, Rng& rng);

/// `length` characters drawn from `alphabet`, for ids such as "CA" + 32 hex digits.
std::string random_text(std::string_view alphabet, std::size_t length, Rng& rng);

inline constexpr std::string_view kHexDigits = "0123456789abcdef";
inline constexpr std::string_view kDecimalDigits = "0123456789";
inline constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `unix_ms` as RFC 3339 in UTC with milliseconds: 2026-11-20T09:30:00.123Z.
std::string rfc3339(std::int64_t unix_ms);
/// The way back, for what rfc3339() has written; nullopt for any other text.
std::optional<std::int64_t> unix_ms_from_rfc3339(std::string_view text);

}  // namespace hookswitch
