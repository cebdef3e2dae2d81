#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace hookswitch::cli {

/// Returns what is wrong with the text of an option's value; empty if nothing.
using OptionCheck = std::function<std::string(const std::string&)>;

/// A decimal number without sign or exponent, in words that the npm package's program uses as well.
OptionCheck number(std::string name, double least, double most);
OptionCheck whole_number(std::string name, std::int64_t least, std::int64_t most);

}  // namespace hookswitch::cli
