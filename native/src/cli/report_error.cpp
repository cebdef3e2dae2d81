#include "cli/report_error.hpp"

#include <cstdio>
#include <string>

namespace hookswitch::native {

int report_error(Errc code, std::string_view detail) {
  const ErrorInfo& about = info(code);
  std::string text = "error " + std::to_string(number(code)) + ' ' + std::string(about.name) + ": ";
  text.append(detail.empty() ? about.title : detail);
  text.append("\n  ").append(about.remedy).append("\n");
  std::fputs(text.c_str(), stderr);
  return code == Errc::bad_argument ? kBadArguments : kFailed;
}

}  // namespace hookswitch::native
