#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"
#include "net/http.hpp"

namespace hookswitch::net {

/// One line of JSON. Never cached.
HttpResponse json_reply(int status, std::string body);

/// An error as application/problem+json: type, title, status, code, name, detail, remedy.
/// source  RFC 9457
HttpResponse problem(int status, Errc code, std::string_view detail = {});

/// Whether the method only reads: GET or HEAD.
bool reads(const HttpRequest& request);
/// 405 with the methods that are allowed.
HttpResponse wrong_method(std::string allowed);

}  // namespace hookswitch::net
