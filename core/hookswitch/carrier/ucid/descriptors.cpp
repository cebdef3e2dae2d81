#include "hookswitch/carrier/list.hpp"
#include "hookswitch/carrier/ucid/ucid.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr int kWaybeoRates[] = {8'000};
constexpr PageChoice kOzonetelPage[] = {{"Ozonetel / KooKoo (ucid)"}};
constexpr PageChoice kWaybeoPage[] = {{"Waybeo (ucid, no stop, no close)"}};

constexpr CarrierDialect profile(std::string_view name, std::span<const PageChoice> page) {
  return {
      .name = "ucid",
      .profile = name,
      .vendor = "Ozonetel / KooKoo",
      .audio = "JSON arrays of integers",
      .rates_hz = kRates,
      .tells_numbers = true,
      .traits = &kUcidTraits,
      .page = page,
      .make_carrier = [](const CallFacts& facts,
                         Rng& rng) { return make_ucid_carrier(facts, {}, rng); },
  };
}

constexpr CarrierDialect waybeo() {
  CarrierDialect dialect = profile("waybeo", kWaybeoPage);
  dialect.vendor = "Waybeo";
  dialect.rates_hz = kWaybeoRates;
  dialect.make_carrier = [](const CallFacts& facts, Rng& rng) {
    return make_ucid_carrier(facts, kWaybeoSwitches, rng);
  };
  return dialect;
}

constexpr HostSide host(std::unique_ptr<HostEnd> (*make)(), const HangUpApi* api) {
  return {make, "the URL", &kUcidHangUp, api};
}
std::unique_ptr<HostEnd> ozonetel_end() { return make_ucid_host(UcidNumbers::did_is_called); }
std::unique_ptr<HostEnd> waybeo_end() { return make_ucid_host(UcidNumbers::did_is_caller); }

}  // namespace

const CarrierDialect ucid_dialect = profile("", {});
const CarrierDialect ucid_ozonetel_dialect = profile("ozonetel", kOzonetelPage);
const CarrierDialect ucid_waybeo_dialect = waybeo();

const HostSide ucid_host = host(ozonetel_end, nullptr);
const HostSide ucid_ozonetel_host = host(ozonetel_end, nullptr);
const HostSide ucid_waybeo_host = host(waybeo_end, &kWaybeoHangUpApi);

}  // namespace hookswitch::carrier
