#pragma once

#include <string>
#include <utility>

#include "hookswitch/base/result.hpp"

namespace hookswitch::system {

/// Why an operation of the program failed: the native counterpart of the core's Error, which has no
/// text.
///
/// shape   a catalogue code and the details of this case
/// range   `detail` is one line, empty where the catalogue says it all; an empty `remedy` means the
///         catalogue's
struct Failure {
  Errc code;
  std::string detail;
  std::string remedy{};
};

/// Either a T or a Failure. Pass it on with HS_TRY.
template <class T>
using Checked = tl::expected<T, Failure>;

/// Either a T or the reason in words, where only the caller knows the code.
template <class T>
using OrReason = tl::expected<T, std::string>;

inline tl::unexpected<Failure> failed(Errc code, std::string detail = {}, std::string remedy = {}) {
  return tl::unexpected<Failure>(Failure{code, std::move(detail), std::move(remedy)});
}

}  // namespace hookswitch::system
