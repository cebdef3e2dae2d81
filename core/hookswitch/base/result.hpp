#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

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

#define HS_TRY_JOIN_(left, right) left##right
#define HS_TRY_NAME_(line) HS_TRY_JOIN_(hs_try_, line)
#define HS_TRY_(name, declaration, ...)                                         \
  auto&& name = (__VA_ARGS__);                                                  \
  if (!name) return tl::unexpected(std::forward<decltype(name)>(name).error()); \
  declaration = *std::forward<decltype(name)>(name) /* NOLINT(bugprone-macro-parentheses) */

/// HS_TRY(declaration, expression): declares a variable with the value of a tl::expected, or
/// returns its error from the enclosing function.
///
///     HS_TRY(const Json* payload, wire::object_at(message, "payload"));
///     HS_TRY(const auto rate, read_rate(*payload));
///
/// It expands to several statements: use it as a statement, never as the body of an `if`.
#define HS_TRY(declaration, ...) HS_TRY_(HS_TRY_NAME_(__LINE__), declaration, __VA_ARGS__)

/// HS_TRY_VOID(expression): the same for a call whose value is void or not needed.
#define HS_TRY_VOID(...)                                                                   \
  do {                                                                                     \
    if (auto&& hs_try_result = (__VA_ARGS__); !hs_try_result)                              \
      return tl::unexpected(std::forward<decltype(hs_try_result)>(hs_try_result).error()); \
  } while (false)
