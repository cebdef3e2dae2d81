#include <cstdio>

#include "cli/commands.hpp"
#include "cli/config_errors.hpp"

namespace hookswitch::cli {

int report_config_errors(const std::string& file, const std::vector<config::ConfigError>& errors) {
  for (const auto& error : errors)
    report_error(error.code, error.path.empty() ? file + ": " + error.detail
                                                : file + ": " + error.path + ": " + error.detail);
  return kFailed;
}

int run_config_check(const std::string& file) {
  const auto settings = config::read_settings_file(file);
  if (!settings) return report_config_errors(file, settings.error());
  std::printf("%s is valid\n", file.c_str());
  return kDone;
}

}  // namespace hookswitch::cli
