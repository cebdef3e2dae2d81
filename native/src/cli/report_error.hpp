#pragma once

#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kBadArguments = 2;
inline constexpr int kAborted = 4;  ///< a call was stopped before its end

/// One line on stderr, "error 4004 port_taken: detail", and the remedy below it: the catalogue's,
/// unless one is given. Returns the exit code: kBadArguments for bad_argument, else kFailed.
int report_error(Errc code, std::string_view detail, std::string_view remedy = {});

}  // namespace hookswitch::cli
