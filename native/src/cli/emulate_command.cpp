#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "app/router.hpp"
#include "cli/commands.hpp"
#include "cli/report_error.hpp"
#include "cli/report_file.hpp"
#include "cli/stop_signal.hpp"
#include "cli/tls_listener.hpp"
#include "hookswitch/persona/agent_host.hpp"
#include "log/log.hpp"
#include "net/http_server.hpp"

namespace hookswitch::cli {
namespace {

constexpr std::chrono::milliseconds kGoodbye{2'500};

/// Ends every session, so that each has its report.
void say_goodbye(calls::PersonaRegistry& personas) {
  personas.leave();
  const auto until = std::chrono::steady_clock::now() + kGoodbye;
  while (personas.open() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
}

void announce(const net::HttpServer& server, TlsListener* listener,
              const agent::AgentDialect& dialect) {
  const std::string authority =
      listener ? listener->front().own_authority() : server.own_authority();
  std::printf("hookswitch agent listens on %s://%s%s\n", listener ? "wss" : "ws", authority.c_str(),
              std::string(dialect.path).c_str());
  if (listener && !listener->made_certificate().empty())
    std::printf("its certificate, to be trusted by clients (NODE_EXTRA_CA_CERTS): %s\n",
                listener->made_certificate().c_str());
  std::fflush(stdout);
}

/// Until a signal stops the program.
system::Checked<void> serve_agent(const EmulateAgentOptions& options,
                                  const agent::AgentDialect& dialect, persona::Persona usual,
                                  ReportFile& reports, const StopSignal& stop) {
  std::unique_ptr<TlsListener> listener;
  if (options.tls || !options.cert.empty() || !options.key.empty()) {
    HS_TRY(listener, TlsListener::open(options));
  }
  std::atomic<int> sessions{0};
  const auto personas = std::make_shared<calls::PersonaRegistry>(
      sessions, [&reports](std::string line) { reports.add(std::move(line)); });
  HS_TRY(auto server, listener ? net::HttpServer::listen("127.0.0.1", 0, 1)
                               : net::HttpServer::listen(options.host, options.port, 1));
  server->run(app::make_agent_router(personas, dialect, usual));
  if (listener) listener->front().run(server->port());
  announce(*server, listener.get(), dialect);
  stop.wait();
  if (listener) listener->front().stop_accepting();
  server->stop_accepting();
  say_goodbye(*personas);
  if (listener) listener->front().stop();
  server->stop();
  server.reset();
  return {};
}

}  // namespace

std::string agent_dialect_list() {
  std::string list;
  for (const agent::AgentDialect* dialect : agent::all_dialects())
    list += (list.empty() ? "" : ", ") + std::string(dialect->name);
  return list;
}

int run_emulate_agent(const EmulateAgentOptions& options) {
  const auto persona = persona::persona_from_name(options.persona);
  if (!persona) return report_error(Errc::bad_argument, "no persona is called " + options.persona);
  const agent::AgentDialect* const dialect =
      options.as.empty() ? &agent::usual_dialect() : agent::dialect_from_name(options.as);
  if (dialect == nullptr)
    return report_error(Errc::bad_argument, "--as: no agent dialect is called " + options.as +
                                                "; there are " + agent_dialect_list());
  ReportFile reports;
  if (!reports.open(options.report))
    return report_error(Errc::bad_argument, "--report: cannot write to " + options.report);
  const StopSignal stop;  // before any thread
  log::start(log::Level::info);
  const auto served = serve_agent(options, *dialect, *persona, reports, stop);
  log::stop();
  if (served) return kDone;
  return report_error(served.error().code, served.error().detail);
}

}  // namespace hookswitch::cli
