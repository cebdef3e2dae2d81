#include "hookswitch/carrier/content_type.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace hookswitch::carrier {

Result<int> l16_rate(std::string_view content_type) {
  constexpr std::string_view kField = "content-type";
  constexpr std::size_t kMaxLength = 256;
  // Blanks, quotes and case mean nothing: audio/L16 ; Rate="8000" is as good.
  std::string plain;
  for (const char c : content_type.substr(0, kMaxLength)) {
    if (c == ' ' || c == '\t' || c == '"') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::string_view rest = plain;
  const auto next = [&rest] {
    const std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
  };
  if (next() != "audio/l16") return fail(Errc::unsupported_format, kField);
  int rate = 0;
  while (!rest.empty()) {
    const std::string_view part = next();
    if (part.substr(0, 9) == "channels=" && part != "channels=1")
      return fail(Errc::unsupported_format, kField);
    if (part.substr(0, 5) != "rate=") continue;
    const char* const end = part.data() + part.size();
    const auto [stop, problem] = std::from_chars(part.data() + 5, end, rate);
    if (problem != std::errc{} || stop != end) return fail(Errc::unsupported_format, kField);
  }
  return rate;
}

}  // namespace hookswitch::carrier
