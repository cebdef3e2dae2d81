#include "api/page.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include "net/problem.hpp"
#include "net/url.hpp"
#include "system/read_file.hpp"

namespace hookswitch::api {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 64 << 20;

struct Kind {
  std::string_view ending, type;
};
constexpr std::array kKinds{
    Kind{".html", "text/html; charset=utf-8"},
    Kind{".js", "text/javascript; charset=utf-8"},
    Kind{".mjs", "text/javascript; charset=utf-8"},
    Kind{".css", "text/css; charset=utf-8"},
    Kind{".wasm", "application/wasm"},
    Kind{".json", "application/json"},
    Kind{".map", "application/json"},
    Kind{".svg", "image/svg+xml"},
    Kind{".png", "image/png"},
    Kind{".ico", "image/x-icon"},
    Kind{".woff2", "font/woff2"},
    Kind{".wav", "audio/wav"},
    Kind{".txt", "text/plain; charset=utf-8"},
};

// The core is compiled in the worklet and in workers made from blobs; sockets go anywhere, since
// the phone calls any host.
constexpr std::string_view kPolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; "
    "connect-src 'self' ws: wss: blob: data:; img-src 'self' data:; media-src 'self' blob: data:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

std::string_view type_of(const fs::path& file) {
  const std::string ending = file.extension().string();
  for (const auto& kind : kKinds)
    if (kind.ending == ending) return kind.type;
  return "application/octet-stream";
}

/// Below `root` after all links and dots are resolved, and a plain file.
bool is_inside(const fs::path& root, const fs::path& file) {
  const auto relative = file.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Page::Page(const std::string& folder) {
  std::error_code error;
  if (folder.empty()) return;
  const auto root = fs::canonical(folder, error);
  if (!error && fs::is_directory(root, error)) root_ = root.string();
}

net::HttpResponse Page::file(const net::HttpRequest& request) const {
  if (root_.empty())
    return net::problem(404, Errc::not_found,
                        request.path == "/" ? "the demo page is not built: npm run build" : "");
  auto path = net::percent_decode(request.path).value_or("");
  if (path.empty() || path.front() != '/' || path.find('\\') != path.npos)
    return net::problem(404, Errc::not_found);
  if (path.back() == '/') path += "index.html";

  std::error_code error;
  const fs::path root(root_);
  const fs::path file = fs::canonical(root / path.substr(1), error);
  if (error || !is_inside(root, file) || !fs::is_regular_file(file, error))
    return net::problem(404, Errc::not_found);

  const auto size = fs::file_size(file, error);
  const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
  const std::string tag = '"' + std::to_string(changed) + '-' + std::to_string(size) + '"';
  const bool forever = path.starts_with("/assets/");
  std::vector<net::HeaderField> headers{
      {"ETag", tag},
      {"Cache-Control", forever ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Content-Security-Policy", std::string(kPolicy)},
      {"Referrer-Policy", "no-referrer"}};
  if (request.header("If-None-Match") == tag) return {304, "", "", std::move(headers)};

  auto body = system::read_file(file.string(), kMaxFile);
  if (error || !body || body->size() != size) return net::problem(404, Errc::not_found);
  return {200, std::string(type_of(file)), std::move(*body), std::move(headers)};
}

}  // namespace hookswitch::api
