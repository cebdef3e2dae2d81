#include "api/health.hpp"

#include "hookswitch/wire/json_writer.hpp"
#include "net/link.hpp"
#include "net/problem.hpp"
#include "system/version.hpp"

namespace hookswitch::api {

namespace {

wire::Json as_json(Errc code, const std::string& detail) {
  return {{"code", number(code)},
          {"name", info(code).name},
          {"detail", detail},
          {"remedy", info(code).remedy}};
}

/// Problems with which the bridge still works.
wire::Json warnings(const store::StoreHealth& store) {
  wire::Json list = wire::Json::array();
  const std::string room = std::to_string(store.room) + " bytes are left for records";
  if (!store.writable) list.push_back(as_json(Errc::store_write_failed, store.error));
  if (store.full) list.push_back(as_json(Errc::store_full, room));
  if (store.put_back > 0) list.push_back(as_json(Errc::store_displaced, store.displaced));
  if (!store.no_reserve.empty()) list.push_back(as_json(Errc::reserve_missing, store.no_reserve));
  if (store.lost_records > 0)
    list.push_back(as_json(Errc::record_lost, std::to_string(store.lost_records) + " records"));
  if (store.lost_facts > 0)
    list.push_back(as_json(Errc::facts_lost, std::to_string(store.lost_facts) + " facts"));
  if (store.overflow_records > 0)
    list.push_back(
        as_json(Errc::record_spilled, std::to_string(store.overflow_records) + " records"));
  if (const auto dead = store.queue.of(store::QueueState::dead); dead > 0)
    list.push_back(as_json(Errc::dead_letter, std::to_string(dead) + " calls"));
  return list;
}

}  // namespace

net::HttpResponse healthz(const calls::ServerContext& context) {
  const store::StoreHealth store = context.store.health();
  // What changed the files of a running bridge may do so again: an operator has to check.
  const bool is_well = store.writable && store.put_back == 0;
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(system::now() - context.started);
  wire::Json body{{"status", is_well ? "ok" : "degraded"},
                  {"version", system::kVersion},
                  {"uptime_s", uptime.count()},
                  {"draining", context.phase != calls::Phase::serving},
                  {"calls_active", context.registry.size()},
                  {"sessions",
                   {{"calls", context.call_sessions.load()},
                    {"personas", context.persona_sessions.load()},
                    {"event_readers", context.events.reader_count()}}},
                  {"legs_open", net::Link::open_count()},
                  {"calls_started", context.calls_started.load()},
                  {"calls_ended", context.calls_ended.load()},
                  {"queue_depth", store.queue.waiting()},
                  {"store",
                   {{"node", store.node},
                    {"state", store.writable ? "ok" : "failing"},
                    {"error", store.error},
                    {"records_written", store.records},
                    {"recovered", store.recovered},
                    {"pending_facts", store.pending_facts},
                    {"pending_records", store.pending_records},
                    {"lost_facts", store.lost_facts},
                    {"lost_records", store.lost_records},
                    {"spilled_records", store.overflow_records},
                    {"put_back", store.put_back},
                    {"reserve_bytes", store.room}}},
                  {"warnings", warnings(store)}};
  return {200, "application/json", wire::to_text(body) + '\n', {{"Cache-Control", "no-store"}}};
}

net::HttpResponse readyz(const calls::ServerContext& context) {
  if (context.phase != calls::Phase::serving) return net::problem(503, Errc::shutting_down);
  const store::StoreHealth store = context.store.health();
  if (!store.has_room_for(static_cast<std::size_t>(context.call_sessions.load()) + 1))
    return net::problem(503, Errc::store_full);
  // A store that cannot be written for another reason does not refuse calls: their records wait.
  const wire::Json body{{"status", "ready"}, {"warnings", warnings(store)}};
  return {200, "application/json", wire::to_text(body) + '\n', {{"Cache-Control", "no-store"}}};
}

net::HttpResponse agent_healthz(calls::PersonaRegistry& personas) {
  const wire::Json body{{"status", "ok"},
                        {"version", system::kVersion},
                        {"sessions", {{"personas", personas.open().load()}}},
                        {"sessions_ended", personas.ended()}};
  return {200, "application/json", wire::to_text(body) + '\n', {{"Cache-Control", "no-store"}}};
}

}  // namespace hookswitch::api
