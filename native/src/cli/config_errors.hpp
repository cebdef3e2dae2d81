#pragma once

#include <string>
#include <vector>

#include "cli/report_error.hpp"
#include "config/settings.hpp"

namespace hookswitch::native {

/// Every error of a configuration file on stderr; answers kFailed.
int report_config_errors(const std::string& file, const std::vector<ConfigError>& errors);

}  // namespace hookswitch::native
