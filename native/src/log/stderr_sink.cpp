#include "log/stderr_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "system/clock.hpp"

namespace hookswitch::log {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLook{100};  ///< interval of checks for hurry()

}  // namespace

/// O_NONBLOCK on stderr itself would apply to every process that shares it, such as the shell: a
/// pipe or a terminal is opened a second time, a socket has a flag per message. A file never makes
/// wait.
StderrSink::StderrSink(spdlog::details::thread_pool& queue) : queue_(queue), file_(STDERR_FILENO) {
  struct stat about {};
  if (::fstat(STDERR_FILENO, &about) != 0) return;
  is_socket_ = S_ISSOCK(about.st_mode);
  if (!S_ISFIFO(about.st_mode) && !S_ISCHR(about.st_mode)) return;
  const int again =
      ::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_APPEND | O_CLOEXEC);
  if (again < 0) return;
  file_ = again;
  is_own_ = true;
}

StderrSink::~StderrSink() {
  if (is_own_) ::close(file_);
}

void StderrSink::sink_it_(const spdlog::details::log_msg& line) {
  const std::size_t lost = dropped();
  if (lost > told_) {
    const std::string told = (is_broken_ ? "\n" : "") + std::string("{\"at\":\"") +
                             rfc3339(system::wall_clock().unix_ms) +
                             "\",\"level\":\"warn\",\"message\":\"log lines were dropped\","
                             "\"lines\":\"" +
                             std::to_string(lost - told_) + "\"}\n";
    if (write(told)) told_ = lost;
  }
  std::string text(line.payload.data(), line.payload.size());
  if (is_broken_) text.insert(0, 1, '\n');
  if (!write(text + '\n')) ++dropped_;
}

/// False: not all of it was written.
bool StderrSink::write(std::string_view bytes) {
  bool begun = false;
  while (!bytes.empty()) {
    const ssize_t count =
        is_socket_ ? ::send(file_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                   : ::write(file_, bytes.data(), bytes.size());
    if (count > 0) {
      begun = true;
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && wait()) continue;
    is_broken_ = is_broken_ || begun;
    return false;
  }
  is_broken_ = false;
  return true;
}

/// Waits until the pipe is read. False: the time for that is over.
bool StderrSink::wait() {
  for (;;) {
    if (hurried_ && !give_up_) give_up_ = Clock::now() + kLastLines;
    if (give_up_ && Clock::now() >= *give_up_) return false;
    pollfd writable{file_, POLLOUT, 0};
    const int ready = ::poll(&writable, 1, static_cast<int>(kLook.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace hookswitch::log
