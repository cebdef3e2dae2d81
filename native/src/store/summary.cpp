#include "store/store.hpp"

namespace hookswitch::store {

CallSummary summary_of(const record::Record& record) {
  CallSummary summary;
  summary.id = record.created.id;
  summary.state = "ended";
  summary.dialect = record.created.dialect;
  summary.profile = record.created.profile;
  summary.carrier_call_id = record.carrier.call_id;
  summary.from = record.carrier.from;
  summary.to = record.carrier.to;
  summary.created_ms = record.created.created_unix_ms;
  if (record.end) {
    summary.ended_ms = summary.created_ms + record.end->at_ms;
    summary.cause = call::to_string(record.end->cause);
  }
  return summary;
}

bool matches(const CallSummary& call, const CallQuery& query) {
  return (query.dialect.empty() || call.dialect == query.dialect) &&
         (query.profile.empty() || call.profile == query.profile) &&
         (query.carrier_call_id.empty() || call.carrier_call_id == query.carrier_call_id) &&
         (query.before.empty() || call.id < query.before);
}

}  // namespace hookswitch::store
