#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hookswitch::config {

/// The paths of all keys that a JSON text names more than once in the same object, in order.
///
/// range   `text` is JSON; of invalid JSON the part before the first error is scanned
std::vector<std::string> duplicate_keys(std::string_view text);

}  // namespace hookswitch::config
