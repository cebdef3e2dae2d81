#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hookswitch::wire {

/// `text` as one value of a query: everything but unreserved characters is escaped.
/// source  RFC 3986, section 2.3
std::string percent_encoded(std::string_view text);

/// The text that was encoded. An invalid escape stands for itself.
std::string percent_decoded(std::string_view text);

/// The part of `rest` before `end`, which is removed from it together with `end`.
std::string_view take_until(std::string_view& rest, char end);

/// The decoded value of the first field of this name; nullopt if absent.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// Whether `host` is `domain` or a name below it, in any case.
bool is_host_of(std::string_view host, std::string_view domain);

}  // namespace hookswitch::wire
