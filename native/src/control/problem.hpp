#pragma once

#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// An error as application/problem+json: type, title, status, code, name, detail, remedy.
/// source  RFC 9457
HttpResponse problem(int status, Errc code, std::string_view detail = {});

}  // namespace hookswitch::native
