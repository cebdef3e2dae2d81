#include "hookswitch/carrier/vonage/vonage.hpp"

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kRates[] = {16'000, 8'000, 24'000};
constexpr PageChoice kPage[] = {
    {"Vonage, 16 kHz", 16'000}, {"Vonage, 8 kHz", 8'000}, {"Vonage, 24 kHz", 24'000}};

}  // namespace

const CarrierDialect vonage_dialect{
    .name = "vonage",
    .profile = "",
    .vendor = "Vonage Voice API",
    .audio = "binary, 16-bit little-endian PCM",
    .rates_hz = kRates,
    .traits = &kVonageTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_vonage_carrier(facts, {}, rng); },
};

const HostSide vonage_host{.make = make_vonage_host,
                           .credentials = "`Authorization`; the URL",
                           .hang_up_webhook = &kVonageHangUp,
                           .hang_up_api = &kVonageHangUpApi};

}  // namespace hookswitch::carrier
