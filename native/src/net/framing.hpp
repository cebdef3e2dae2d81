#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"
#include "net/dial.hpp"

namespace hookswitch::net {

/// Why a request is not read any further. The connection ends with the response: where the next
/// request would begin is unknown.
struct RequestFault {
  int status;
  Errc code;
  std::string detail;
};

/// What is wrong with the head of a request, other than its syntax: two readers might disagree
/// about its body or its host.
///
/// shape   pure; `minor_version` is of HTTP/1.x
/// errors  none: nullopt means that the request has one meaning
/// source  RFC 9112, sections 3.2, 6.1 and 6.3
std::optional<RequestFault> fault_of(int minor_version, std::span<const HeaderField> headers);

/// True when a header continues on the next line (obs-fold): refused, as a server may. `head`:
/// whole lines. source  RFC 9112, section 5.2
bool has_folded_line(std::string_view head);

/// True when a line ends in LF alone. source  RFC 9112, section 2.2
bool has_bare_line_feed(std::string_view lines);

}  // namespace hookswitch::net
