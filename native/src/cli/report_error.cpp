#include "cli/report_error.hpp"

#include <cstdio>
#include <string>

#include "hookswitch/wire/printable.hpp"

namespace hookswitch::cli {

int report_error(Errc code, std::string_view detail, std::string_view remedy) {
  const ErrorInfo& about = info(code);
  std::string text = "error " + std::to_string(number(code)) + ' ' + std::string(about.name) + ": ";
  text += wire::printable(detail.empty() ? about.title : detail);
  text += "\n  " + wire::printable(remedy.empty() ? about.remedy : remedy) + '\n';
  std::fputs(text.c_str(), stderr);
  return code == Errc::bad_argument ? kBadArguments : kFailed;
}

}  // namespace hookswitch::cli
