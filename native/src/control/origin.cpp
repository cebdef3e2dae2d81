#include "control/origin.hpp"

#include <algorithm>
#include <atomic>

#include "control/problem.hpp"
#include "log/log.hpp"
#include "net/clock.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
namespace {

constexpr std::string_view kAny = "*";

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// An origin's host and port; the origin is one of ours, or what a browser sends.
std::string_view authority_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == origin.npos ? std::string_view() : origin.substr(scheme + 3);
}

bool is_loopback(std::string_view name) {
  if (same(name, "localhost")) return true;
  ErrorCode no_number;
  const auto address = net::ip::make_address(std::string(name), no_number);
  return !no_number && address.is_loopback();
}

/// "[::1]:8080" and "localhost:8080" in two.
struct Authority {
  std::string_view name, port;
};
Authority split(std::string_view text) {
  const bool brackets = text.starts_with('[');
  const auto end = brackets ? text.find(']') : text.find(':');
  if (end == text.npos) return {text, {}};
  const auto colon = text.find(':', end);
  return {brackets ? text.substr(1, end - 1) : text.substr(0, end),
          colon == text.npos ? std::string_view() : text.substr(colon + 1)};
}

/// Browsers leave the usual port out, in Origin and in Host. All names of this machine are one.
bool is_same_authority(std::string_view origin, std::string_view host) {
  const std::string_view usual = same(origin.substr(0, 5), "https") ? "443" : "80";
  Authority page = split(authority_of(origin));
  Authority here = split(host);
  if (page.port.empty()) page.port = usual;
  if (here.port.empty()) here.port = usual;
  const bool loopback = is_loopback(page.name) && is_loopback(here.name);
  return !here.name.empty() && page.port == here.port && (loopback || same(page.name, here.name));
}

/// The refusal. Browsers do not show it to a page whose socket it was, so the log has it; but no
/// page may fill the log.
HttpResponse say(Errc code, const std::string& detail) {
  constexpr Micros kPause{1'000'000};
  static std::atomic<std::int64_t> quiet_until{0};
  const std::int64_t at = now().time_since_epoch().count();
  std::int64_t until = quiet_until.load();
  if (at >= until && quiet_until.compare_exchange_strong(until, at + kPause.count()))
    log::warn(code, {
                        {"detail", detail}
    });
  return problem(403, code, detail);
}

}  // namespace

bool is_origin(std::string_view text) {
  const bool plain = authority_of(text).find_first_of("/?#@ \"\\") == std::string_view::npos;
  return text == kAny || (plain && parse_http_url(text));
}

OriginRules::OriginRules(const Settings& settings)
    : loopback_only_(is_loopback(settings.host)), origins_(settings.allowed_origins) {}

bool OriginRules::allows(std::string_view origin) const {
  return std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
    return allowed == kAny || same(allowed, origin);
  });
}

bool OriginRules::knows(std::string_view host) const {
  return is_loopback(split(host).name) ||
         std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
           return allowed == kAny || is_same_authority(allowed, host);
         });
}

std::optional<HttpResponse> OriginRules::refuse(const HttpRequest& request, Door door) const {
  const std::string_view origin = request.header("Origin");
  const std::string_view site = request.header("Sec-Fetch-Site");
  const bool by_page = !origin.empty();
  // The image of a page elsewhere names no origin.
  if (door == Door::carriers && !by_page && (site == "cross-site" || site == "same-site"))
    return say(Errc::foreign_origin, "Sec-Fetch-Site: " + std::string(site));
  // A carrier may come through a tunnel that keeps its own name; browsers' sockets and posts tell
  // their page.
  const bool by_carrier = (request.wants_socket || door == Door::carriers) && !by_page;
  if (loopback_only_ && !by_carrier && !request.host.empty() && !knows(request.host))
    return say(Errc::foreign_host, "Host: " + request.host);
  if (by_page && !is_same_authority(origin, request.host) && !allows(origin))
    return say(Errc::foreign_origin, "Origin: " + std::string(origin));
  return std::nullopt;
}

}  // namespace hookswitch::native
