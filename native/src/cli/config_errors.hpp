#pragma once

#include <string>
#include <vector>

#include "cli/report_error.hpp"
#include "config/settings.hpp"

namespace hookswitch::cli {

/// Every error of a configuration file on stderr; returns kFailed.
int report_config_errors(const std::string& file, const std::vector<config::ConfigError>& errors);

}  // namespace hookswitch::cli
