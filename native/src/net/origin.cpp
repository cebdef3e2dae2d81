#include "net/origin.hpp"

#include <algorithm>
#include <atomic>

#include "hookswitch/wire/ascii.hpp"
#include "log/log.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"
#include "system/clock.hpp"

namespace hookswitch::net {
namespace {

constexpr std::string_view kAny = "*";

/// An origin's host and port; the origin is one of ours, or what a browser sends.
std::string_view authority_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == origin.npos ? std::string_view() : origin.substr(scheme + 3);
}

bool is_loopback(std::string_view name) {
  if (wire::same_ignoring_case(name, "localhost")) return true;
  ErrorCode no_number;
  const auto address = asio::ip::make_address(std::string(name), no_number);
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

/// Browsers omit the default port, in Origin and in Host. All names of this machine are one.
bool is_same_authority(std::string_view origin, std::string_view host) {
  const std::string_view usual =
      wire::same_ignoring_case(origin.substr(0, 5), "https") ? "443" : "80";
  Authority page = split(authority_of(origin));
  Authority here = split(host);
  if (page.port.empty()) page.port = usual;
  if (here.port.empty()) here.port = usual;
  const bool loopback = is_loopback(page.name) && is_loopback(here.name);
  return !here.name.empty() && page.port == here.port &&
         (loopback || wire::same_ignoring_case(page.name, here.name));
}

bool is_usual_port(std::string_view port) { return port.empty() || port == "80" || port == "443"; }

/// As above, but as carriers' clients write it: the scheme is often wrong and the port omitted.
/// Ports still distinguish the servers of one machine.
bool is_same_server(std::string_view origin, std::string_view host) {
  const Authority page = split(authority_of(origin));
  const Authority here = split(host);
  if (here.name.empty()) return false;
  const bool loopback = is_loopback(page.name) && is_loopback(here.name);
  return loopback ? is_usual_port(page.port) || page.port == here.port
                  : wire::same_ignoring_case(page.name, here.name);
}

std::string_view unquoted(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\"");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\"") - first + 1);
}

/// Every name under which the client may have dialled: Host, and what proxies report it was.
/// source  RFC 7239 for Forwarded; X-Forwarded-Host and X-Original-Host by convention
std::vector<std::string_view> dialled_names(const HttpRequest& request) {
  std::vector<std::string_view> names{request.host};
  const auto each = [](std::string_view list, std::string_view separators, const auto& use) {
    for (std::size_t at = 0; at <= list.size();) {
      const auto end = std::min(list.find_first_of(separators, at), list.size());
      use(unquoted(list.substr(at, end - at)));
      at = end + 1;
    }
  };
  for (const auto* header : {"X-Forwarded-Host", "X-Original-Host"})
    each(request.header(header), ",", [&](std::string_view name) { names.push_back(name); });
  each(request.header("Forwarded"), ",;", [&](std::string_view pair) {
    constexpr std::string_view kHost = "host=";
    if (wire::same_ignoring_case(pair.substr(0, kHost.size()), kHost))
      names.push_back(unquoted(pair.substr(kHost.size())));
  });
  return names;
}

/// A page that rebound its own name to this machine comes straight to the listening port, by plain
/// HTTP, and cannot add headers to a socket's upgrade.
bool came_through_a_proxy(const HttpRequest& request) {
  const std::string_view port = split(request.host).port;
  const bool other_port = (port.empty() ? "80" : port) != std::to_string(request.local_port);
  const bool encrypted =
      wire::same_ignoring_case(request.header("Origin").substr(0, 8), "https://");
  const bool forwarded =
      request.wants_socket &&
      std::any_of(request.headers.begin(), request.headers.end(), [](const HeaderField& field) {
        return wire::same_ignoring_case(field.name, "Forwarded") ||
               wire::same_ignoring_case(field.name, "Via") ||
               wire::same_ignoring_case(field.name.substr(0, 12), "X-Forwarded-");
      });
  return other_port || encrypted || forwarded;
}

/// The refusal. Browsers do not show it to a page whose socket it was, so the log has it; but no
/// page may fill the log.
HttpResponse say(Errc code, const std::string& detail) {
  constexpr Micros kPause{1'000'000};
  static std::atomic<std::int64_t> quiet_until{0};
  const std::int64_t at = system::now().time_since_epoch().count();
  std::int64_t until = quiet_until.load();
  if (at >= until && quiet_until.compare_exchange_strong(until, at + kPause.count()))
    log::warn(code, {{"detail", detail}});
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
    return allowed == kAny || wire::same_ignoring_case(allowed, origin);
  });
}

bool OriginRules::knows(std::string_view host) const {
  return is_loopback(split(host).name) ||
         std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
           return allowed == kAny || is_same_authority(allowed, host);
         });
}

bool OriginRules::allows_host(std::string_view name) const {
  return std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
    return allowed == kAny || wire::same_ignoring_case(split(authority_of(allowed)).name, name);
  });
}

std::optional<HttpResponse> OriginRules::refuse_carrier(const HttpRequest& request) const {
  const std::string_view origin = request.header("Origin");
  if (origin.empty() || allows_host(split(authority_of(origin)).name)) return std::nullopt;
  const auto dialled = dialled_names(request);
  if (std::none_of(dialled.begin(), dialled.end(),
                   [&](std::string_view authority) { return is_same_server(origin, authority); }))
    return say(Errc::foreign_origin, "Origin: " + std::string(origin));
  if (loopback_only_ && !knows(request.host) && !came_through_a_proxy(request))
    return say(Errc::foreign_host, "Host: " + request.host);
  return std::nullopt;
}

std::optional<HttpResponse> OriginRules::refuse(const HttpRequest& request,
                                                Audience audience) const {
  const std::string_view origin = request.header("Origin");
  const std::string_view site = request.header("Sec-Fetch-Site");
  // The image of a page elsewhere names no origin.
  if (audience == Audience::carriers && origin.empty() &&
      (site == "cross-site" || site == "same-site"))
    return say(Errc::foreign_origin, "Sec-Fetch-Site: " + std::string(site));
  if (request.wants_socket || audience == Audience::carriers) return refuse_carrier(request);
  if (loopback_only_ && !request.host.empty() && !knows(request.host))
    return say(Errc::foreign_host, "Host: " + request.host);
  if (!origin.empty() && !is_same_authority(origin, request.host) && !allows(origin))
    return say(Errc::foreign_origin, "Origin: " + std::string(origin));
  return std::nullopt;
}

}  // namespace hookswitch::net
