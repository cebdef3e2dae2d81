#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "system/failure.hpp"

namespace hookswitch::store {

/// The file for records that the database does not take: one JSON document per line, added at the
/// end.
///
/// shape   append() any number of lines, then close(); reserve() keeps space on the disk for them
/// range   readable by the owner only. The space is a separate file, FILE.reserve, of zero length
///         with allocated blocks, that becomes FILE with the first line: no other program can use
///         it when the disk fills. Never more than a quarter of what is free
/// errors  append, close, reserve: the reason. A line that failed is not in the file
class OverflowFile {
 public:
  explicit OverflowFile(std::string file, std::uint64_t reserve = 0)
      : file_(std::move(file)), reserve_(reserve) {}
  ~OverflowFile();
  OverflowFile(const OverflowFile&) = delete;
  OverflowFile& operator=(const OverflowFile&) = delete;

  system::OrReason<void> append(const std::string& line);
  /// What was appended is on disk then; the next line opens the file again.
  system::OrReason<void> close();

  /// Does nothing while there is space, or while the file that used it exists.
  system::OrReason<void> reserve();
  std::uint64_t room() const { return room_; }  ///< remaining bytes

  const std::string& file() const { return file_; }

 private:
  std::string reserve_file() const { return file_ + ".reserve"; }
  bool open();

  std::string file_;
  std::uint64_t reserve_;
  std::uint64_t room_ = 0;
  int descriptor_ = -1;  ///< opened by the first line
};

}  // namespace hookswitch::store
