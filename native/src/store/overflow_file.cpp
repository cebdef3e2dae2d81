#include "store/overflow_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace hookswitch::store {
namespace {

constexpr std::uint64_t kMinReserve = 64 << 10;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool exists(const std::string& file) {
  struct stat about {};
  return ::lstat(file.c_str(), &about) == 0;
}

}  // namespace

OverflowFile::~OverflowFile() { close(); }

system::OrReason<void> OverflowFile::close() {
  if (descriptor_ < 0) return {};
  const bool durable = ::fdatasync(descriptor_) == 0;
  const std::string why = durable ? "" : std::strerror(errno);
  ::close(std::exchange(descriptor_, -1));
  if (!durable) return tl::unexpected(why);
  return {};
}

bool OverflowFile::open() {
  if (descriptor_ >= 0) return true;
  if (room_ > 0 && !exists(file_)) std::rename(reserve_file().c_str(), file_.c_str());
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  return descriptor_ >= 0;
}

system::OrReason<void> OverflowFile::append(const std::string& line) {
  if (!open()) return tl::unexpected<std::string>(std::strerror(errno));
  const auto before = ::lseek(descriptor_, 0, SEEK_END);
  bool written = write_all(descriptor_, line + '\n');
  // The file existed already: the reserve still exists as well.
  if (!written && ::unlink(reserve_file().c_str()) == 0)
    written = ::ftruncate(descriptor_, before) == 0 && write_all(descriptor_, line + '\n');
  if (written) {
    room_ -= std::min<std::uint64_t>(room_, line.size() + 1);
    return {};
  }
  std::string why = std::strerror(errno);
  room_ = 0;
  if (::ftruncate(descriptor_, before) != 0) why += "; half a line is left";
  return tl::unexpected(std::move(why));
}

system::OrReason<void> OverflowFile::reserve() {
  if (reserve_ == 0 || exists(file_) || (room_ > 0 && exists(reserve_file()))) return {};
  room_ = 0;
  const int descriptor = ::open(reserve_file().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return tl::unexpected(reserve_file() + ": " + std::strerror(errno));
  struct stat about {};
  struct statvfs disk {};
  std::optional<std::string> why;
  if (::fstat(descriptor, &about) != 0 || ::fstatvfs(descriptor, &disk) != 0)
    why = std::strerror(errno);
  const auto has = static_cast<std::uint64_t>(about.st_blocks) * 512;
  const std::uint64_t bytes = std::min(reserve_, has + disk.f_bavail * disk.f_frsize / 4);
  if (!why && bytes < kMinReserve)
    why = "the disk has " + std::to_string(disk.f_bavail * disk.f_frsize) + " bytes left";
  // Only blocks, no length: what is in the file are records, from its beginning on.
  if (!why && ::fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) != 0)
    why = std::strerror(errno);
  ::close(descriptor);
  if (why) {
    ::unlink(reserve_file().c_str());
    return tl::unexpected(std::move(*why));
  }
  room_ = bytes;
  return {};
}

}  // namespace hookswitch::store
