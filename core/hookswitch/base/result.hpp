#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch {

/// What was wrong with an input.
///
/// shape   a catalogue code, where in the input, and which field
/// units   `at` is a byte offset in the offending input, 0 where it has none
/// range   `field` always points at a string literal (it outlives every Error)
struct Error {
  Errc code;
  std::uint32_t at = 0;
  std::string_view field{};

  friend constexpr bool operator==(const Error&, const Error&) = default;
};

/// Either a T or an Error. Test, then `*r`; never `.value()`: the core has no exceptions.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string_view field = {}, std::uint32_t at = 0) {
  return tl::unexpected<Error>(Error{code, at, field});
}

}  // namespace hookswitch
