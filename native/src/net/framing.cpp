#include "net/framing.hpp"

#include <algorithm>
#include <vector>

#include "hookswitch/wire/ascii.hpp"

namespace hookswitch::net {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) + 1 - first);
}

/// Of all headers of this name, in order, separated by commas.
std::vector<std::string_view> elements(std::span<const HeaderField> headers,
                                       std::string_view name) {
  std::vector<std::string_view> all;
  for (const HeaderField& header : headers) {
    if (!wire::same_ignoring_case(header.name, name)) continue;
    std::string_view rest = header.value;
    for (auto comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
      all.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma + 1);
    }
    all.push_back(trimmed(rest));
  }
  return all;
}

std::ptrdiff_t count(std::span<const HeaderField> headers, std::string_view name) {
  return std::count_if(headers.begin(), headers.end(), [name](const HeaderField& header) {
    return wire::same_ignoring_case(header.name, name);
  });
}

RequestFault ambiguous(std::string detail) {
  constexpr int kBadRequest = 400;
  return {kBadRequest, Errc::bad_framing, std::move(detail)};
}

}  // namespace

std::optional<RequestFault> fault_of(int minor_version, std::span<const HeaderField> headers) {
  constexpr std::string_view kChunked = "chunked";
  constexpr int kNotImplemented = 501;
  const auto hosts = count(headers, "Host");
  if (hosts > 1) return ambiguous("more than one Host");
  if (hosts == 0 && minor_version >= 1) return ambiguous("HTTP/1.1 without Host");
  if (count(headers, "Transfer-Encoding") == 0) return std::nullopt;
  if (minor_version < 1) return ambiguous("Transfer-Encoding in HTTP/1.0");
  if (count(headers, "Content-Length") > 0)
    return ambiguous("both Transfer-Encoding and Content-Length");
  const auto codings = elements(headers, "Transfer-Encoding");
  if (!wire::same_ignoring_case(codings.back(), kChunked))
    return ambiguous("the last transfer coding is not chunked: " + std::string(codings.back()));
  const auto others = std::span(codings).first(codings.size() - 1);
  for (const auto coding : others)
    if (wire::same_ignoring_case(coding, kChunked)) return ambiguous("chunked twice");
  if (!others.empty())
    return RequestFault{kNotImplemented, Errc::unknown_transfer_coding,
                        std::string(others.front())};
  return std::nullopt;
}

bool has_folded_line(std::string_view head) {
  return head.find("\n ") != head.npos || head.find("\n\t") != head.npos;
}

bool has_bare_line_feed(std::string_view lines) {
  for (auto at = lines.find('\n'); at != lines.npos; at = lines.find('\n', at + 1))
    if (at == 0 || lines[at - 1] != '\r') return true;
  return false;
}

}  // namespace hookswitch::net
