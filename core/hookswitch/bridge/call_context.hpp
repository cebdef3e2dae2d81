#pragma once

#include <cstdint>

#include "hookswitch/base/deadlines.hpp"
#include "hookswitch/bridge/call_log.hpp"
#include "hookswitch/bridge/config.hpp"
#include "hookswitch/bridge/outbox.hpp"
#include "hookswitch/call/call.hpp"

namespace hookswitch::bridge {

/// What has to be done at a time, other than the bounds of the call.
enum class Chore : std::uint8_t {
  dial_agent,     ///< the next try
  fill_silence,   ///< the carrier pauses: the agent must continue to hear audio
  agent_is_done,  ///< the last audio has been played: the turn is over
  hang_up,        ///< after a goodbye
  save_text,      ///< partial transcripts to the journal
  save_media,     ///< media figures to the journal
  keep_alive,     ///< the agent was sent nothing for as long as its dialect allows
  carrier_keep_alive,
  hang_up_phone,  ///< the next try
  close_carrier,  ///< once the phone was hung up
  count
};

/// What the parts of one Bridge share: the configuration, the time, the life of the call, its log
/// and what waits to be polled. Everything else is private to a part.
struct CallContext {
  CallContext(const Config& planned, Instant created)
      : config(planned),
        now(created),
        log(created, planned.secrets.with(planned.agent.key), out),
        call(planned.bounds, created) {}
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  bool live() const { return call.live(); }
  void event(record::Origin from, record::TimelineEvent what, std::string_view detail = {}) {
    log.event(from, what, detail, now);
  }
  void milestone(record::Milestone what) { log.milestone(what, now); }
  void anomaly(record::Origin from, Errc code, std::string_view detail) {
    log.anomaly(from, code, detail, now);
  }

  Config config;  ///< with the session as requested from the agent
  Instant now;
  Outbox out;
  CallLog log;
  call::Call call;
  Deadlines<Chore> chores;
};

}  // namespace hookswitch::bridge
