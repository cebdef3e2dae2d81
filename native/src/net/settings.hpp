#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hookswitch::net {

/// Where the server listens, and which pages of other sites may use it.
struct Settings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;                 ///< 0: any free one
  int threads = 0;                           ///< 0: one per core
  std::vector<std::string> allowed_origins;  ///< of pages that are served elsewhere; "*": any
};

}  // namespace hookswitch::net
