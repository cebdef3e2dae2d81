#pragma once

#include "hookswitch/carrier/carrier_dialect.hpp"

// Every dialect and profile, default profiles first. NAME stands for NAME_dialect and NAME_host in
// the vendor's folder; nothing outside of it but this list names a vendor.
// clang-format off
#define HOOKSWITCH_CARRIERS(each) \
  each(vonage)                    \
  each(twilio)                    \
  each(ucid)                      \
  each(ucid_ozonetel)             \
  each(ucid_waybeo)               \
  each(audiohook)                 \
  each(signalwire)                \
  each(telnyx)                    \
  each(telnyx_europe)             \
  each(exotel)                    \
  each(smartflo)                  \
  each(smartflo_acefone)          \
  each(cloudonix)                 \
  each(asterisk)                  \
  each(jambonz)                   \
  each(freeswitch)                \
  each(freeswitch_fork)           \
  /* one line each */
// clang-format on

namespace hookswitch::carrier {

#define HOOKSWITCH_DECLARE(name)              \
  extern const CarrierDialect name##_dialect; \
  extern const HostSide name##_host;
HOOKSWITCH_CARRIERS(HOOKSWITCH_DECLARE)
#undef HOOKSWITCH_DECLARE

}  // namespace hookswitch::carrier
