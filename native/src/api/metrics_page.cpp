#include "api/metrics_page.hpp"

#include <prometheus/text_serializer.h>

#include "log/log.hpp"
#include "metrics/families.hpp"
#include "net/link.hpp"
#include "system/version.hpp"

namespace hookswitch::api {
namespace {

double number(std::uint64_t count) { return static_cast<double>(count); }

void add_calls(const calls::ServerContext& context, metrics::Families& into) {
  metrics::add_gauge(into, "hookswitch_build_info", "The version that runs",
                     {{{{"version", std::string(system::kVersion)}}, 1}});
  metrics::add_gauge(into, "hookswitch_calls_active", "Calls that are up",
                     {{{}, number(context.registry.size())}});
  metrics::add_gauge(into, "hookswitch_legs_open",
                     "Open sockets: to carriers, to agents, of built-in agents",
                     {{{}, static_cast<double>(net::Link::open_count())}});
  metrics::add_gauge(into, "hookswitch_draining", "1 from the signal to stop on",
                     {{{}, context.phase == calls::Phase::serving ? 0.0 : 1.0}});
}

void add_store(const store::StoreHealth& store, metrics::Families& into) {
  std::vector<metrics::Sample> depth;
  for (std::size_t i = 0; i < store.queue.by_state.size(); ++i)
    depth.push_back({{{"state", std::string(to_string(static_cast<store::QueueState>(i)))}},
                     number(store.queue.by_state[i])});
  metrics::add_gauge(into, "hookswitch_queue_entries", "Ended calls in the queue, by state", depth);
  metrics::add_gauge(into, "hookswitch_store_writable", "0 while the store cannot be written",
                     {{{}, store.writable ? 1.0 : 0.0}});
  metrics::add_gauge(into, "hookswitch_store_pending", "In memory, not on disk yet",
                     {{{{"what", "fact"}}, number(store.pending_facts)},
                      {{{"what", "record"}}, number(store.pending_records)}});
  metrics::add_gauge(into, "hookswitch_store_unsaved_records", "Records in the overflow file",
                     {{{}, number(store.overflow_records)}});
  metrics::add_gauge(into, "hookswitch_store_reserve_bytes",
                     "Room on the disk that is kept for the records of live calls",
                     {{{}, number(store.room)}});
  metrics::add_counter(into, "hookswitch_store_put_back_total",
                       "Times that the database was restored after its files had been changed",
                       {{{}, number(store.put_back)}});
  metrics::add_counter(into, "hookswitch_log_lines_dropped_total",
                       "Lines of the log that found no reader", {{{}, number(log::dropped())}});
  metrics::add_counter(into, "hookswitch_store_lost_total",
                       "Lost: neither in the database nor in the overflow file",
                       {{{{"what", "fact"}}, number(store.lost_facts)},
                        {{{"what", "record"}}, number(store.lost_records)}});
  metrics::add_counter(into, "hookswitch_store_records_total", "Records written",
                       {{{}, number(store.records)}});
  metrics::add_counter(into, "hookswitch_store_recovered_total",
                       "Calls of a process that died, ended at the start of this one",
                       {{{}, number(store.recovered)}});
}

}  // namespace

net::HttpResponse metrics_page(const calls::ServerContext& context) {
  metrics::Families families;
  add_calls(context, families);
  const std::size_t overdue =
      context.registry.ending_since_before(system::now() - metrics::Metrics::kOverdue);
  context.metrics.collect(families, overdue);
  add_store(context.store.health(), families);
  return {200,
          "text/plain; version=0.0.4; charset=utf-8",
          prometheus::TextSerializer().Serialize(families),
          {{"Cache-Control", "no-store"}}};
}

}  // namespace hookswitch::api
