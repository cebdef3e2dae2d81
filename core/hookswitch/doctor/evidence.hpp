#pragma once

#include <cstdint>
#include <string>

/// How the evidence of findings is worded.
namespace hookswitch::doctor {

inline std::string ms(std::int64_t span) { return std::to_string(span) + " ms"; }

}  // namespace hookswitch::doctor
