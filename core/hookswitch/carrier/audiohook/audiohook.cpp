#include "hookswitch/carrier/audiohook/audiohook.hpp"

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kRates[] = {8'000};
constexpr PageChoice kPage[] = {{"Genesys AudioHook"}};

}  // namespace

const CarrierDialect audiohook_dialect{
    .name = "audiohook",
    .profile = "",
    .vendor = "Genesys Cloud AudioHook",
    .audio = "binary, mu-law; JSON text for control",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kAudioHookTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_audiohook_carrier(facts, {}, rng); },
};

const HostSide audiohook_host{.make = make_audiohook_host, .credentials = "`x-api-key`"};

}  // namespace hookswitch::carrier
