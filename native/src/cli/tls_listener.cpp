#include "cli/tls_listener.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "net/tls_identity.hpp"

namespace hookswitch::cli {
namespace {

/// Writes a new file with an unpredictable name; empty when that fails.
std::string write_new_file(const std::string& text) {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  if (error) return {};
  constexpr int kSuffix = 4;
  std::string path = (folder / "hookswitch-agent-XXXXXX.pem").string();
  const int file = mkstemps(path.data(), kSuffix);
  if (file < 0) return {};
  const bool whole = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (close(file) == 0 && whole) return path;
  std::filesystem::remove(path, error);
  return {};
}

}  // namespace

system::Checked<std::unique_ptr<TlsListener>> TlsListener::open(
    const EmulateAgentOptions& options) {
  const auto wrong = [](std::string detail) {
    return system::failed(Errc::bad_argument, std::move(detail));
  };
  if (options.cert.empty() != options.key.empty())
    return wrong(options.cert.empty() ? "--key needs --cert" : "--cert needs --key");
  const bool given = !options.cert.empty();
  const auto identity = given ? net::read_tls_identity(options.cert, options.key)
                              : net::make_tls_identity(options.host);
  if (!identity) return wrong(identity.error());
  auto context = net::server_tls(*identity);
  if (!context) return wrong(context.error());

  std::unique_ptr<TlsListener> listener(new TlsListener);
  HS_TRY(listener->front_, net::TlsFront::listen(options.host, options.port, std::move(*context)));
  if (given) return listener;
  listener->made_ = write_new_file(identity->certificate);
  if (listener->made_.empty()) return wrong("--tls: its certificate cannot be written to a file");
  return listener;
}

TlsListener::~TlsListener() {
  front_.reset();
  std::error_code ignored;
  if (!made_.empty()) std::filesystem::remove(made_, ignored);
}

}  // namespace hookswitch::cli
