#include "control/health.hpp"

#include "control/problem.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/link.hpp"

namespace hookswitch::native {

HttpResponse healthz(const Exchange& exchange) {
  const StoreHealth store = exchange.store.health();
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(now() - exchange.started);
  wire::Json body{
      {"status",        store.writable ? "ok" : "degraded"},
      {"version",       HOOKSWITCH_VERSION                },
      {"uptime_s",      uptime.count()                    },
      {"draining",      exchange.draining.load()          },
      {"calls_active",  exchange.registry.size()          },
      {"sessions",
       {{"calls", exchange.call_sessions.load()},
        {"personas", exchange.persona_sessions.load()},
        {"event_readers", exchange.events.reader_count()}}},
      {"legs_open",     Link::open_count()                },
      {"calls_started", exchange.calls_started.load()     },
      {"calls_ended",   exchange.calls_ended.load()       },
      {"queue_depth",   store.queue_depth                 },
      {"store",
       {{"state", store.writable ? "ok" : "failing"},
        {"error", store.error},
        {"records_written", store.records},
        {"recovered", store.recovered},
        {"pending_facts", store.pending_facts},
        {"pending_records", store.pending_records},
        {"lost_facts", store.lost_facts},
        {"lost_records", store.lost_records}}             }
  };
  return {200, "application/json", wire::to_text(body) + '\n', {{"Cache-Control", "no-store"}}};
}

HttpResponse readyz(const Exchange& exchange) {
  if (exchange.draining) return problem(503, Errc::shutting_down);
  return {200, "application/json", "{\"status\":\"ready\"}\n", {{"Cache-Control", "no-store"}}};
}

}  // namespace hookswitch::native
