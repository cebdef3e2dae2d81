#pragma once

#include <string>

#include "net/http.hpp"

namespace hookswitch::api {

/// The files of the demo page.
///
/// range   only files below the folder, whatever the path says
/// errors  not_found
/// source  Vite puts hashed names into assets/: those never change
class Page {
 public:
  explicit Page(const std::string& folder);  ///< empty: no page

  net::HttpResponse file(const net::HttpRequest& request) const;

 private:
  std::string root_;  ///< canonical; empty: none
};

}  // namespace hookswitch::api
