#pragma once

#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::agent::openai {

extern const AgentDialect kDialect;

/// Which clients of the upgrade get a session: a bearer token or the subprotocol's element as key,
/// any key from this machine or none; a key named "bad-key", the retired beta shape and sessions of
/// another kind than conversations are denied as the vendor does it.
///
/// source  OpenAI Realtime: connection; closes 3000 and 4000; the URL's `intent` and `call_id`
Admitted admit(const wire::Upgrade& upgrade);

}  // namespace hookswitch::agent::openai
