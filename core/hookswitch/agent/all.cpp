#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::agent {

// Every dialect, the default first. NAME stands for NAME/ and its kDialect; outside of the vendor's
// folder nothing but this list names a vendor.
// clang-format off
#define HOOKSWITCH_AGENTS(each) \
  each(openai)                    \
  each(gemini)
// clang-format on

#define HOOKSWITCH_DECLARE(name)      \
  namespace name {                    \
  extern const AgentDialect kDialect; \
  }
HOOKSWITCH_AGENTS(HOOKSWITCH_DECLARE)

namespace {

#define HOOKSWITCH_ADDRESS(name) &name::kDialect,
constexpr const AgentDialect* kAll[] = {HOOKSWITCH_AGENTS(HOOKSWITCH_ADDRESS)};

}  // namespace

std::span<const AgentDialect* const> all_dialects() { return kAll; }

const AgentDialect& usual_dialect() { return *kAll[0]; }

const AgentDialect* dialect_from_name(std::string_view name) {
  for (const AgentDialect* dialect : kAll)
    if (dialect->name == name) return dialect;
  return nullptr;
}

const AgentDialect* serving(std::string_view path) {
  for (const AgentDialect* dialect : kAll)
    if (dialect->serves(path)) return dialect;
  return nullptr;
}

SessionConfig usual_session(const AgentDialect& dialect) {
  SessionConfig session;
  session.transcription_model = dialect.transcription_model;
  session.input = dialect.inputs.front();
  session.output = dialect.outputs.front();
  return session;
}

}  // namespace hookswitch::agent
