#pragma once

#include <span>
#include <string>

#include "hookswitch/doctor/finding.hpp"

namespace hookswitch::doctor {

/// A JSON list of findings, one line of ASCII: code, name, title, severity, evidence, cause and
/// remedy of each.
std::string findings_to_json(std::span<const Finding> findings);

}  // namespace hookswitch::doctor
