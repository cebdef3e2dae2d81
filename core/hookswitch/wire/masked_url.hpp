#pragma once

#include <string>
#include <string_view>

namespace hookswitch::wire {

/// `url` without what must not be shown: user information, and query values whose key says that
/// they are secret.
std::string masked_url(std::string_view url);

}  // namespace hookswitch::wire
