#include "hookswitch/carrier/asterisk/asterisk.hpp"

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

using codec::Encoding;

constexpr AsteriskFormat kFormats[] = {
    {"ulaw", {Encoding::pcmu, 8'000}},          {"alaw", {Encoding::pcma, 8'000}},
    {"slin", {Encoding::l16_little, 8'000}},    {"slin12", {Encoding::l16_little, 12'000}},
    {"slin16", {Encoding::l16_little, 16'000}}, {"slin24", {Encoding::l16_little, 24'000}},
    {"slin32", {Encoding::l16_little, 32'000}}, {"slin44", {Encoding::l16_little, 44'100}},
    {"slin48", {Encoding::l16_little, 48'000}},
};
constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr PageChoice kPage[] = {{"Asterisk, mu-law", 8'000}, {"Asterisk, 16 kHz", 16'000}};

}  // namespace

const AsteriskFormat* asterisk_format(std::string_view name) {
  for (const AsteriskFormat& each : kFormats)
    if (each.name == name) return &each;
  return nullptr;
}

const CarrierDialect asterisk_dialect{
    .name = "asterisk",
    .profile = "",
    .vendor = "Asterisk",
    .audio = "binary: mu-law, or 16-bit little-endian PCM above 8 kHz; text for control",
    .rates_hz = kRates,
    .traits = &kAsteriskTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_asterisk_carrier(facts, {}, rng); },
};

const HostSide asterisk_host{.make = make_asterisk_host,
                             .credentials = "`Authorization: Basic`; the URL"};

}  // namespace hookswitch::carrier
