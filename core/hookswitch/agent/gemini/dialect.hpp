#pragma once

#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::agent::gemini {

extern const AgentDialect kDialect;

/// What is said before and after setup travels as JSON, in text or in binary messages; PCM of 16 bit
/// at 24 kHz comes from the agent, the caller's goes there at 16 kHz.
inline constexpr codec::MediaFormat kInput{codec::Encoding::l16_little, 16'000};
inline constexpr codec::MediaFormat kOutput{codec::Encoding::l16_little, 24'000};

/// Whether a path is BidiGenerateContent of v1, v1beta or v1alpha, or that of Vertex AI; below any
/// prefix.
bool serves(std::string_view path);

/// Which clients of the upgrade get a session: a key in the header or the query, or a token; any
/// key from this machine or none. A key named "bad-key" is denied.
Admitted admit(const wire::Upgrade& upgrade);

/// "parrot" for "models/parrot" and "projects/p/locations/l/publishers/google/models/parrot".
std::string_view short_model(std::string_view model);

}  // namespace hookswitch::agent::gemini
