#include "store/spill.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace hookswitch::native {
namespace {

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Spill::~Spill() { close(); }

void Spill::close() {
  if (descriptor_ < 0) return;
  ::fdatasync(descriptor_);
  ::close(std::exchange(descriptor_, -1));
}

std::optional<std::string> Spill::append(const std::string& line) {
  if (descriptor_ < 0)
    descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) return std::strerror(errno);
  const auto before = ::lseek(descriptor_, 0, SEEK_END);
  if (write_all(descriptor_, line + '\n')) return std::nullopt;
  std::string why = std::strerror(errno);
  if (::ftruncate(descriptor_, before) != 0) why += "; half a line is left";
  return why;
}

}  // namespace hookswitch::native
