#include "app/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <utility>

#include "log/log.hpp"

namespace hookswitch::app {

Capacity capacity_of(std::size_t descriptors, const config::Settings& settings) {
  constexpr std::size_t kProgram = 64;  // store, log, event loops, listening sockets
  constexpr std::size_t kPerThread = 4;
  constexpr std::size_t kMaxThreads = 256;
  const std::size_t connections = std::clamp<std::size_t>(descriptors / 16, 32, 4'096);
  const bool own_agent =
      settings.calls.usual.agent.endpoint.url.empty() ||
      std::any_of(settings.calls.carriers.begin(), settings.calls.carriers.end(),
                  [](const auto& entry) { return entry.second.agent.endpoint.url.empty(); });
  const auto threads = std::min(static_cast<std::size_t>(settings.server.threads), kMaxThreads);
  const std::size_t strangers = std::min<std::size_t>(connections / 2, 64);
  // Twice: those with a request in progress cannot be closed.
  const std::size_t others = kProgram + kPerThread * threads + 2 * connections + strangers;
  const std::size_t left = descriptors > others ? descriptors - others : 0;
  return {std::max<std::size_t>(1, left / (own_agent ? 3 : 2)), connections, strangers};
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1'024;
  const rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : before;
}

Capacity fit_calls(config::Settings& settings) {
  const std::size_t descriptors = raise_descriptor_limit();
  const Capacity fits = capacity_of(descriptors, settings);
  if (fits.calls < settings.calls.max_calls) {
    const std::string configured = std::to_string(settings.calls.max_calls);
    // A default that does not fit is not a configuration error.
    const bool wanted = settings.calls.max_calls != calls::Settings{}.max_calls;
    settings.calls.max_calls = fits.calls;
    if (wanted)
      log::warn(Errc::too_few_descriptors, {{"configured", configured},
                                            {"calls", std::to_string(fits.calls)},
                                            {"open_files", std::to_string(descriptors)}});
  }
  return fits;
}

}  // namespace hookswitch::app
