#include "hookswitch/phone/remedy.hpp"

namespace hookswitch::phone {
namespace {

/// "http://host:1/" of "ws://user@host:1/path?query"; empty when `url` is no media URL.
std::string as_http(std::string_view url) {
  const bool secure = url.starts_with("wss://");
  if (!secure && !url.starts_with("ws://")) return {};
  url.remove_prefix(secure ? 6 : 5);
  auto authority = url.substr(0, url.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  // What a shell would read as more than a word is not pasted.
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  if (authority.empty() || authority.find_first_not_of(kPlain) != authority.npos) return {};
  return std::string(secure ? "https://" : "http://").append(authority).append("/");
}

}  // namespace

std::string remedy_for(Errc code, std::string_view url) {
  constexpr std::string_view kPlace = "http://HOST:PORT/";
  std::string remedy(info(code).remedy);
  const auto at = remedy.find(kPlace);
  const std::string address = as_http(url);
  if (at != remedy.npos && !address.empty()) remedy.replace(at, kPlace.size(), address);
  return remedy;
}

}  // namespace hookswitch::phone
