#include "config.hpp"

#include <algorithm>

#include "hookswitch/carrier/all.hpp"

namespace hookswitch::wasm {
namespace {

bool offers_rate(const carrier::CarrierDialect& dialect, int hz) {
  const auto rates = dialect.rates_hz;
  return std::find(rates.begin(), rates.end(), hz) != rates.end();
}

}  // namespace

Result<phone::Config> read_config(const val& from, Instant now) {
  const auto* const as = carrier::dialect_from_name(from["as"].as<std::string>());
  if (!as) return fail(Errc::unknown_dialect, "as");

  phone::Config config;
  config.as = as;
  config.facts.call_id = from["callId"].as<std::string>();
  config.facts.from = from["from"].as<std::string>();
  config.facts.to = from["to"].as<std::string>();
  const auto length = from["parameters"]["length"].as<unsigned>();
  for (unsigned i = 0; i + 1 < length; i += 2)
    config.facts.parameters[from["parameters"][i].as<std::string>()] =
        from["parameters"][i + 1].as<std::string>();
  config.facts.rate_hz = from["wireRateHz"].as<int>();
  if (config.facts.rate_hz != 0 && !offers_rate(*as, config.facts.rate_hz))
    return fail(Errc::unsupported_format, "rate");

  config.device_rate_hz = from["deviceRateHz"].as<int>();
  if (config.device_rate_hz == 0) {
    Rng rng(0);
    config.device_rate_hz = as->make_carrier(config.facts, rng)->host_format().rate_hz;
  }
  if (!usable_rate(config.device_rate_hz)) return fail(Errc::bad_value, "deviceRateHz");
  config.playout =
      from["playout"].as<std::string>() == "clock" ? phone::Playout::clock : phone::Playout::device;
  config.dial_timeout = Millis{from["dialTimeoutMs"].as<int>()};
  config.host_close = Millis{from["hostCloseMs"].as<int>()};
  config.clock = WallClock{now, static_cast<std::int64_t>(from["unixMs"].as<double>())};
  config.seed = static_cast<std::uint64_t>(from["seed"].as<double>());
  return config;
}

}  // namespace hookswitch::wasm
