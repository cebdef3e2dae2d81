#pragma once

#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::carrier {

/// Sample rate of a content-type such as `audio/l16;rate=16000`, however it is spaced and cased;
/// 0 when it names none.
/// errors  unsupported_format for another type or more than one channel
[[nodiscard]] Result<int> l16_rate(std::string_view content_type);

}  // namespace hookswitch::carrier
