#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::phone {

/// The catalogue's remedy as it can be pasted: http://HOST:PORT/ in it becomes the address that was
/// dialed, in the scheme that curl knows.
///
/// shape   `url` as it is shown, ws:// or wss://; anything else leaves the text as it is
std::string remedy_for(Errc code, std::string_view url);

}  // namespace hookswitch::phone
