#pragma once

#include <optional>
#include <string>

namespace hookswitch::native {

/// Where records go that the database did not take: one JSON document per line, added at the end.
///
/// shape   append() any number of lines
/// range   the file is the owner's only
/// errors  append: the reason; then nothing of the line is in the file
class Spill {
 public:
  explicit Spill(std::string file) : file_(std::move(file)) {}
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  std::optional<std::string> append(const std::string& line);
  void close();  ///< what was appended is on disk; the next line opens the file again
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  int descriptor_ = -1;  ///< opened by the first line
};

}  // namespace hookswitch::native
