#include "store/sqlite/database_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

namespace hookswitch::store::sqlite {
namespace {

namespace fs = std::filesystem;
constexpr std::array<const char*, 3> kEndings{"", "-wal", "-shm"};

tl::unexpected<StoreFailure> refuse(Errc code, const std::string& path) {
  return store_failed(code, path + ": " + std::strerror(errno));
}

/// The file itself, whatever links lead to it; made if it is not there yet.
tl::expected<std::string, StoreFailure> real_file(const std::string& file) {
  std::error_code missing;
  auto path = fs::canonical(file, missing);
  if (missing) {
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0) return refuse(Errc::store_open_failed, file);
    ::close(made);
    path = fs::canonical(file, missing);
  }
  if (missing) return store_failed(Errc::store_open_failed, file + ": " + missing.message());
  return path.string();
}

/// flock() and not fcntl(): SQLite's own locks on the file are of the other kind, and both hold.
tl::expected<int, StoreFailure> lock(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
  if (descriptor < 0) return refuse(Errc::store_open_failed, path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  const bool taken = errno == EWOULDBLOCK;
  const auto failed = refuse(Errc::store_open_failed, path);
  ::close(descriptor);
  if (!taken) return failed;
  return store_failed(Errc::store_locked, path + " is in use by another process");
}

std::uint32_t big_endian(const unsigned char* bytes, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8U | bytes[i];
  return value;
}

void sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// A name beside the path that is free.
std::string aside(const std::string& path) {
  std::array<char, 32> time{};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::strftime(time.data(), time.size(), ".found-%Y%m%dT%H%M%SZ", &utc);
  std::string name = path + time.data();
  std::error_code unknown;
  for (int i = 2; fs::exists(fs::symlink_status(name, unknown)); ++i)
    name = path + time.data() + '-' + std::to_string(i);
  return name;
}

}  // namespace

DatabaseFiles::Result<DatabaseFiles> DatabaseFiles::claim(const std::string& file) {
  auto real = real_file(file);
  if (!real) return tl::unexpected(std::move(real.error()));
  DatabaseFiles files;
  files.path_ = std::move(*real);
  if (auto named = files.lock_name(); !named) return tl::unexpected(std::move(named.error()));
  // A bridge was killed while it restored its database: this is the database.
  const std::string restored = files.path_ + ".restored";
  std::error_code unknown;
  if (fs::exists(restored, unknown) && fs::file_size(files.path_, unknown) == 0)
    fs::rename(restored, files.path_, unknown);
  auto locked = lock(files.path_, 0);
  if (!locked) return tl::unexpected(std::move(locked.error()));
  files.file_ = *locked;
  return files;
}

DatabaseFiles::~DatabaseFiles() {
  if (file_ >= 0) ::close(file_);
  if (name_ >= 0) ::close(name_);
}

DatabaseFiles::DatabaseFiles(DatabaseFiles&& other) noexcept { *this = std::move(other); }

DatabaseFiles& DatabaseFiles::operator=(DatabaseFiles&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  std::swap(name_, other.name_);
  std::swap(id_, other.id_);
  std::swap(noted_, other.noted_);
  return *this;
}

DatabaseFiles::Result<void> DatabaseFiles::lock_name() {
  auto locked = lock(path_ + ".lock", O_CREAT);
  if (!locked) return tl::unexpected(std::move(locked.error()));
  if (name_ >= 0) ::close(name_);
  name_ = *locked;
  return {};
}

std::optional<DatabaseFiles::Identity> DatabaseFiles::identity(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return std::nullopt;
  return Identity{about.st_dev, about.st_ino};
}

void DatabaseFiles::note(std::int64_t id) {
  id_ = id;
  for (std::size_t i = 0; i < kEndings.size(); ++i) noted_[i] = identity(path_ + kEndings[i]);
}

std::string DatabaseFiles::displaced() const {
  for (std::size_t i = 0; i < kEndings.size(); ++i) {
    if (!noted_[i]) continue;
    const std::string name = path_ + kEndings[i];
    const auto now = identity(name);
    if (!now) return name + " is missing";
    if (*now != *noted_[i]) return name + " is another file now";
  }
  std::string wrong = wrong_content();
  if (wrong.empty()) return wrong;
  // Another program may be writing a checkpoint at this moment.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return wrong_content();
}

/// By the head of the file, which is written by checkpoints only: sqlite.org/fileformat.html, 1.3.
std::string DatabaseFiles::wrong_content() const {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  std::array<unsigned char, 100> head{};
  struct stat about {};
  if (::fstat(file_, &about) != 0) return path_ + ": " + std::strerror(errno);
  if (::pread(file_, head.data(), head.size(), 0) < static_cast<ssize_t>(head.size()))
    return path_ + " was cut off";
  if (std::memcmp(head.data(), kMagic.data(), kMagic.size()) != 0)
    return path_ + " was overwritten";
  const std::uint32_t id = big_endian(&head[68], 4);
  if (id != 0 && id != static_cast<std::uint32_t>(id_))
    return path_ + " was overwritten with another database";
  const std::uint32_t size = big_endian(&head[16], 2);
  const std::uint64_t page = size == 1 ? 65'536 : size;
  if (big_endian(&head[28], 4) * page > static_cast<std::uint64_t>(about.st_size))
    return path_ + " was cut off";
  return {};
}

DatabaseFiles::Result<void> DatabaseFiles::make_folder() const {
  const fs::path folder = fs::path(path_).parent_path();
  std::error_code failed;
  if (fs::create_directories(folder, failed)) fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed)
    return store_failed(Errc::store_write_failed, folder.string() + ": " + failed.message());
  return {};
}

DatabaseFiles::Result<std::string> DatabaseFiles::place(const std::string& copy, Old old) {
  if (identity(path_ + ".lock") == std::nullopt)
    if (auto named = lock_name(); !named) return tl::unexpected(std::move(named.error()));
  auto locked = lock(copy, 0);
  if (!locked) return tl::unexpected(std::move(locked.error()));
  const std::string kept = aside(path_);
  bool found = false;
  // A -wal of another database would be taken for the new one's.
  for (const std::size_t i : {2U, 1U, 0U}) {
    const std::string name = path_ + kEndings[i];
    const auto there = identity(name);
    std::error_code none;
    if (!there && !fs::is_symlink(fs::symlink_status(name, none))) continue;
    const bool ours = old == Old::is_copied && there && noted_[i] && *there == *noted_[i] &&
                      wrong_content().empty();
    const int done = ours && i == 0 ? 0  // replaced in one step, below
                     : ours         ? std::remove(name.c_str())
                                    : std::rename(name.c_str(), (kept + kEndings[i]).c_str());
    if (done != 0) {
      const auto failed = refuse(Errc::store_write_failed, name);
      ::close(*locked);
      return failed;
    }
    found = found || (!ours && i == 0);
  }
  if (std::rename(copy.c_str(), path_.c_str()) != 0) {
    const auto failed = refuse(Errc::store_write_failed, path_);
    ::close(*locked);
    return failed;
  }
  sync(fs::path(path_).parent_path());
  ::close(std::exchange(file_, *locked));
  return found ? kept : std::string();
}

}  // namespace hookswitch::store::sqlite
