#include "system/read_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hookswitch::system {
namespace {

tl::unexpected<std::string> reason() { return tl::unexpected<std::string>(std::strerror(errno)); }

OrReason<std::string> read_all(int descriptor, std::size_t limit) {
  std::string bytes;
  std::array<char, 65'536> piece;
  for (;;) {
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return reason();  // a directory opens, but does not read
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
    if (bytes.size() > limit)
      return tl::unexpected("larger than " + std::to_string(limit) + " bytes");
  }
}

}  // namespace

OrReason<std::string> read_file(const std::string& file, std::size_t limit) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return reason();
  auto bytes = read_all(descriptor, limit);
  ::close(descriptor);
  return bytes;
}

}  // namespace hookswitch::system
