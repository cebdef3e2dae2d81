#include <algorithm>
#include <array>
#include <charconv>

#include "hookswitch/carrier/telnyx/telnyx.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kG711Rate = 8'000;
constexpr int kL16DefaultRate = 16'000;
constexpr std::array kL16Rates{8'000, 16'000, 24'000, 48'000};

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

/// The number that `text` is; 0 for anything else.
int number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

Result<StreamOrder> read_telnyx_order(std::string_view query) {
  StreamOrder order;
  const std::string codec = upper(wire::query_value(query, "codec").value_or("PCMU"));
  const auto rate_text = wire::query_value(query, "rate");
  const bool is_l16 = codec == "L16";
  const int rate = rate_text ? number_of(*rate_text) : (is_l16 ? kL16DefaultRate : kG711Rate);
  if (is_l16) {
    if (std::find(kL16Rates.begin(), kL16Rates.end(), rate) == kL16Rates.end())
      return fail(Errc::unsupported_format, "rate");
    order.host = {codec::Encoding::l16_big, rate};
  } else if (codec == "PCMU" || codec == "PCMA") {
    if (rate != kG711Rate) return fail(Errc::unsupported_format, "rate");
    order.host = {codec == "PCMA" ? codec::Encoding::pcma : codec::Encoding::pcmu, rate};
  } else {
    return fail(Errc::unsupported_format, "codec");
  }
  if (const auto bytes = wire::query_value(query, "byte_order")) {
    if (*bytes != "big" && *bytes != "little") return fail(Errc::unsupported_format, "byte_order");
    order.l16 = *bytes == "big" ? codec::Encoding::l16_big : codec::Encoding::l16_little;
  }
  return order;
}

std::string write_telnyx_order(codec::MediaFormat host) {
  if (codec::bytes_per_sample(host.encoding) == 1) return {};
  return "codec=L16&rate=" + std::to_string(host.rate_hz);
}

}  // namespace hookswitch::carrier
