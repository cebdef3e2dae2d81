#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include "cli/commands.hpp"
#include "cli/report_error.hpp"
#include "cli/stop_signal.hpp"
#include "control/router.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "log/log.hpp"
#include "net/http_server.hpp"

namespace hookswitch::native {

int run_emulate_agent(const EmulateAgentOptions& options) {
  const auto persona = persona::persona_from_name(options.persona);
  if (!persona) return report_error(Errc::bad_argument, "no persona is called " + options.persona);
  const StopSignal stop;
  log::start(log::Level::info);
  std::atomic<int> sessions{0};
  auto server = HttpServer::listen(options.host, options.port, 1);
  if (!server) {
    log::stop();
    return report_error(server.error().code, server.error().detail);
  }
  (*server)->run(make_agent_router(sessions, *persona));
  std::printf("hookswitch agent listens on ws://%s/v1/realtime\n",
              (*server)->own_authority().c_str());
  std::fflush(stdout);
  stop.wait();
  (*server)->stop();
  server->reset();
  log::stop();
  return kDone;
}

}  // namespace hookswitch::native
