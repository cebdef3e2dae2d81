#pragma once

#include <string>
#include <string_view>

namespace hookswitch::phone {

/// The refusal of an upgrade in a line for people: "HTTP 404 Not Found: ...".
///
/// shape   `detail` is the response's reason phrase and, after ": ", the beginning of its body. A
///         problem document (RFC 9457) becomes its sentences, a page of HTML its text. `location`,
///         if there is one, is named without its secrets
/// cost    a few passes over `detail`
std::string refusal_text(int http_status, std::string_view detail, std::string_view location);

}  // namespace hookswitch::phone
