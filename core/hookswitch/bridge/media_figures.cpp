#include "hookswitch/bridge/media_figures.hpp"

namespace hookswitch::bridge {

record::MediaFact media_figures(const CallContext& context, const CarrierLeg& carrier,
                                const AgentLeg& agent, const Dialogue& dialogue, Instant when) {
  const CallLog& log = context.log;
  record::MediaFact media;
  media.in = carrier.arrivals().figures();
  media.out = carrier.sent();
  media.in.dropped_ms = to_ms(agent.dropped());
  media.out.dropped_ms = to_ms(dialogue.dropped());
  media.peak_in = carrier.peak();
  media.jitter = carrier.arrivals().jitter();
  if (const auto last = carrier.arrivals().last()) media.last_in_ms = log.at_ms(*last);
  media.talk_ms = to_ms(dialogue.talk_time(when));
  for (const auto& [code, times] : log.anomalies())
    media.oddities[std::string(to_string(code))] = times;
  for (const auto& [code, times] : log.carrier_anomalies())
    media.carrier_oddities[std::string(to_string(code))] = times;
  media.timeline_dropped = log.record().timeline_dropped;
  return media;
}

}  // namespace hookswitch::bridge
