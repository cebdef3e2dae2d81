#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/wire/http.hpp"

namespace hookswitch::wire {

/// What the accepting end grants.
struct UpgradeGrant {
  std::string subprotocol;  ///< empty: none
};

/// What the dialing end adds to the upgrade for a configured URL.
struct UpgradeOffer {
  std::string path;   ///< appended to the URL's path, such as "/call-7"
  std::string query;  ///< added to the URL's query, such as "sample-rate=16000"
  std::vector<Header> headers;
  std::vector<std::string> subprotocols;  ///< the preferred one first

  /// `url` with the additions. A fragment has no place in a socket's URL.
  std::string apply_to(std::string_view url) const;
  /// The value of Sec-WebSocket-Protocol; empty when none is offered.
  std::string subprotocol_list() const;
};

}  // namespace hookswitch::wire
