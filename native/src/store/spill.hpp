#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hookswitch::store {

/// Where records go that the database did not take: one JSON document per line, added at the end.
///
/// shape   append() any number of lines, then close(); set_aside() keeps room on the disk for them
/// range   the files are the owner's only. The room is a file of its own, FILE.reserve, of no
///         length but with blocks, that becomes FILE with the first line: nobody else can take it
///         when the disk fills. Never more than a quarter of what is free
/// errors  append, close, set_aside: the reason. A line that failed is not in the file
class Spill {
 public:
  explicit Spill(std::string file, std::uint64_t reserve = 0)
      : file_(std::move(file)), reserve_(reserve) {}
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  std::optional<std::string> append(const std::string& line);
  /// What was appended is on disk; the next line opens the file again.
  std::optional<std::string> close();

  /// Nothing to do while there is room, or while the file is there that used it.
  std::optional<std::string> set_aside();
  std::uint64_t room() const { return room_; }  ///< in bytes, what is left of it

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
