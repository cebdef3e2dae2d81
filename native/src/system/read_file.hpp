#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>

namespace hookswitch::native {

/// A whole file, of any content.
///
/// range   at most `limit` bytes
/// errors  the reason in words: it is not there, is a directory, cannot be read, is too large
[[nodiscard]] tl::expected<std::string, std::string> read_file(const std::string& file,
                                                               std::size_t limit);

}  // namespace hookswitch::native
