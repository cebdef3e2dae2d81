#include "hookswitch/carrier/dialect_table.hpp"

#include <array>
#include <string>

namespace hookswitch::carrier {
namespace {

constexpr int kVonageRates[] = {16'000, 8'000, 24'000};
constexpr int kTwilioRates[] = {8'000};
constexpr int kUcidRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr int kWaybeoRates[] = {8'000};

constexpr std::string_view kOzonetel = "ozonetel";
constexpr std::string_view kWaybeo = "waybeo";

constexpr std::array kRows{
    DialectRow{Dialect::vonage, "vonage", "", "Vonage Voice API", kVonageRates},
    DialectRow{Dialect::twilio, "twilio", "", "Twilio Media Streams", kTwilioRates},
    DialectRow{Dialect::ucid, "ucid", "", "Ozonetel / KooKoo", kUcidRates},
    DialectRow{Dialect::ucid, "ucid", kOzonetel, "Ozonetel / KooKoo", kUcidRates},
    DialectRow{Dialect::ucid, "ucid", kWaybeo, "Waybeo", kWaybeoRates},
};

}  // namespace

std::span<const DialectRow> dialect_table() { return kRows; }

std::string_view to_string(Dialect dialect) {
  switch (dialect) {
    case Dialect::vonage:
      return "vonage";
    case Dialect::twilio:
      return "twilio";
    case Dialect::ucid:
      return "ucid";
  }
  return {};
}

std::optional<DialectProfile> dialect_from_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  const bool has_profile = colon != std::string_view::npos;
  const std::string_view profile = has_profile ? name.substr(colon + 1) : std::string_view{};
  if (has_profile && profile.empty()) return std::nullopt;
  for (const DialectRow& row : kRows)
    if (row.name == name.substr(0, colon) && row.profile == profile)
      return DialectProfile{row.dialect, row.profile};
  return std::nullopt;
}

Switches switches_of(DialectProfile which) {
  Switches switches;
  if (which.dialect == Dialect::ucid && which.profile == kWaybeo) switches.ucid = kWaybeoSwitches;
  return switches;
}

std::unique_ptr<HostEnd> make_host_end(DialectProfile which) {
  switch (which.dialect) {
    case Dialect::vonage:
      return make_vonage_host();
    case Dialect::twilio:
      return make_twilio_host();
    case Dialect::ucid:
      return make_ucid_host(which.profile == kWaybeo ? UcidNumbers::did_is_caller
                                                     : UcidNumbers::did_is_called);
  }
  return nullptr;
}

std::unique_ptr<CarrierEnd> make_carrier_end(DialectProfile which, const CallFacts& facts,
                                             Rng& rng) {
  return make_carrier_end(which, facts, rng, switches_of(which));
}

std::unique_ptr<CarrierEnd> make_carrier_end(DialectProfile which, const CallFacts& facts, Rng& rng,
                                             const Switches& switches) {
  switch (which.dialect) {
    case Dialect::vonage:
      return make_vonage_carrier(facts, switches.vonage, rng);
    case Dialect::twilio:
      return make_twilio_carrier(facts, switches.twilio, rng);
    case Dialect::ucid:
      return make_ucid_carrier(facts, switches.ucid, rng);
  }
  return nullptr;
}

}  // namespace hookswitch::carrier
