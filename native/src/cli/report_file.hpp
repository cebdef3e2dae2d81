#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

namespace hookswitch::cli {

/// Where reports go, a line at a time, each complete when it is written. From any thread.
///
/// errors  open: false when the file cannot be written; add: logged
class ReportFile {
 public:
  /// `path` empty: standard output.
  bool open(const std::string& path);
  void add(std::string line);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace hookswitch::cli
