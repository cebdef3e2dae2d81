#pragma once

#include <string_view>

namespace hookswitch::system {

/// The version of this program. Its one place is package.json.
extern const std::string_view kVersion;

/// As the program names itself to HTTP peers: "hookswitch/1.2.3".
extern const std::string_view kProduct;

}  // namespace hookswitch::system
