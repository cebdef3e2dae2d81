#include "system/version.hpp"

// HOOKSWITCH_VERSION is defined for this file alone, so that a new version compiles nothing else.

namespace hookswitch::system {

constinit const std::string_view kVersion = HOOKSWITCH_VERSION;
constinit const std::string_view kProduct = "hookswitch/" HOOKSWITCH_VERSION;

}  // namespace hookswitch::system
