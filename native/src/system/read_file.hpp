#pragma once

#include <cstddef>
#include <string>

#include "system/failure.hpp"

namespace hookswitch::system {

/// A whole file, of any content.
///
/// range   at most `limit` bytes
/// errors  the reason in words: it is not there, is a directory, cannot be read, is too large
[[nodiscard]] OrReason<std::string> read_file(const std::string& file, std::size_t limit);

}  // namespace hookswitch::system
