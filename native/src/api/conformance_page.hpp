#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::api {

/// A conformance report as a page that can be sent to the vendor: one file, loads nothing. Made of
/// the report alone, so that both always say the same.
///
/// shape   the JSON of doctor::conformance_json() in, HTML out
/// errors  those of wire::read_object()
[[nodiscard]] Result<std::string> conformance_page(std::string_view report_json);

}  // namespace hookswitch::api
