#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/carrier/twilio.hpp"
#include "hookswitch/carrier/ucid.hpp"
#include "hookswitch/carrier/vonage.hpp"

namespace hookswitch::carrier {

enum class Dialect : std::uint8_t { vonage, twilio, ucid };

/// A vendor's way of speaking a dialect: "twilio", "ucid:waybeo".
struct DialectProfile {
  Dialect dialect = Dialect::twilio;
  std::string_view profile;  ///< a literal from the table; "" for the dialect's default
};

struct DialectRow {
  Dialect dialect;
  std::string_view name;          ///< as in /media/NAME and --as NAME
  std::string_view profile;       ///< "" for the default profile
  std::string_view vendor;        ///< for people
  std::span<const int> rates_hz;  ///< the usual one first
};

/// Every dialect and profile, default profiles first.
std::span<const DialectRow> dialect_table();

std::string_view to_string(Dialect dialect);

/// "twilio" or "ucid:waybeo"; nullopt when unknown.
std::optional<DialectProfile> dialect_from_name(std::string_view name);

/// How our carrier's end behaves where vendors differ or are not documented: docs/dialects.md.
struct Switches {
  VonageSwitches vonage{};
  TwilioSwitches twilio{};
  UcidSwitches ucid{};
};

/// What the profile sets them to.
Switches switches_of(DialectProfile which);

std::unique_ptr<HostEnd> make_host_end(DialectProfile which);
std::unique_ptr<CarrierEnd> make_carrier_end(DialectProfile which, const CallFacts& facts,
                                             Rng& rng);
/// The same with `switches` in place of the profile's.
std::unique_ptr<CarrierEnd> make_carrier_end(DialectProfile which, const CallFacts& facts, Rng& rng,
                                             const Switches& switches);

}  // namespace hookswitch::carrier
