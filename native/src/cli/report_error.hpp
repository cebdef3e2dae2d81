#pragma once

#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::native {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kBadArguments = 2;

/// One line on stderr, "error 4004 port_taken: detail", and the remedy below it. Answers the exit
/// code: kBadArguments for bad_argument, else kFailed.
int report_error(Errc code, std::string_view detail);

}  // namespace hookswitch::native
