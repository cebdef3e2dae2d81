#include "cli/report_file.hpp"

#include "log/log.hpp"

namespace hookswitch::cli {

bool ReportFile::open(const std::string& path) {
  if (path.empty()) return true;
  file_.reset(std::fopen(path.c_str(), "ae"));
  return file_ != nullptr;
}

void ReportFile::add(std::string line) {
  line += '\n';
  std::FILE* const to = file_ ? file_.get() : stdout;
  const std::lock_guard lock(mutex_);
  if (std::fwrite(line.data(), 1, line.size(), to) != line.size() || std::fflush(to) != 0)
    log::error("report not written");
}

}  // namespace hookswitch::cli
