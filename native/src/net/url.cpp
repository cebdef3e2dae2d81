#include "net/url.hpp"

#include <algorithm>
#include <charconv>

namespace hookswitch::net {
namespace {

constexpr std::size_t kMaxUrl = 4'096;

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool has_forbidden(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return true;
  return false;
}

bool has_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, char given) {
           return wanted == (given | 0x20) || wanted == given;
         });
}

/// The rest of `text` after its scheme, and whether the scheme means TLS.
Result<Url> parse(std::string_view text, std::string_view plain, std::string_view secure) {
  if (text.size() > kMaxUrl) return fail(Errc::bad_url, "length");
  if (has_forbidden(text)) return fail(Errc::bad_url, "characters");
  Url url;
  if (has_scheme(text, secure)) {
    url.secure = true;
    url.port = 443;
    text.remove_prefix(secure.size());
  } else if (has_scheme(text, plain)) {
    text.remove_prefix(plain.size());
  } else {
    return fail(Errc::bad_url, "scheme");
  }
  if (text.find('#') != text.npos) return fail(Errc::bad_url, "fragment");
  const auto end_of_host = text.find_first_of("/?");
  std::string_view authority = text.substr(0, end_of_host);
  const std::string_view rest = end_of_host == text.npos ? "" : text.substr(end_of_host);
  url.target = rest.starts_with('/') ? std::string(rest) : '/' + std::string(rest);

  if (authority.find('@') != authority.npos) return fail(Errc::bad_url, "user information");
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == authority.npos) return fail(Errc::bad_url, "host");
    url.host = authority.substr(1, bracket - 1);
    if (url.host.find(':') == std::string::npos) return fail(Errc::bad_url, "host");
    port = authority.substr(bracket + 1);
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != authority.npos) port = authority.substr(colon);
  }
  if (url.host.empty() || url.host.find_first_of("[]") != std::string::npos)
    return fail(Errc::bad_url, "host");
  if (!port.empty()) {
    if (!port.starts_with(':')) return fail(Errc::bad_url, "port");
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.begin(), port.end(), url.port);
    if (error != std::errc{} || end != port.end() || url.port == 0)
      return fail(Errc::bad_url, "port");
  }
  return url;
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != (secure ? 443 : 80)) text += ':' + std::to_string(port);
  return text;
}

Result<Url> parse_url(std::string_view text) { return parse(text, "ws://", "wss://"); }
Result<Url> parse_http_url(std::string_view text) { return parse(text, "http://", "https://"); }

std::optional<std::string> percent_decode(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') return std::nullopt;
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
  constexpr std::size_t kMaxPairs = 64;
  std::map<std::string, std::string> pairs;
  while (!query.empty() && pairs.size() < kMaxPairs) {
    const auto ampersand = query.find('&');
    const std::string_view pair = query.substr(0, ampersand);
    query = ampersand == query.npos ? "" : query.substr(ampersand + 1);
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(equals == pair.npos ? "" : pair.substr(equals + 1));
    if (name && value && !name->empty()) pairs.emplace(std::move(*name), std::move(*value));
  }
  return pairs;
}

}  // namespace hookswitch::net
