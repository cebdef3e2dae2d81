#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// Why the vendor's end refuses something: the body of an `error` event.
using Refusal = ClientRefused;

Refusal missing(std::string param);
Refusal unknown_parameter(std::string param);
/// `expected` completes the sentence "expected ...".
Refusal invalid(std::string param, std::string_view expected);

/// The integer that `value` holds, also as 24000.0; nullopt for anything else.
std::optional<std::int64_t> whole_number(const wire::Json& value);

/// The settings of a kind of turn detection that a client leaves out: "server_vad" or
/// "semantic_vad", each with its own fields only.
wire::Json turn_detection_defaults(std::string_view type);

/// ["audio"] or ["text"], the two that there are.
bool is_output_modalities(const wire::Json& value);

/// The first thing in a patch that the vendor refuses; `current` is the session before it.
///
/// range   names of voices and models are not checked: the vendor adds some
/// source  OpenAI Realtime, GA: RealtimeSessionCreateRequest, RealtimeAudioInputTurnDetection,
///         RealtimeTruncation, RealtimeTracingConfig, as of the openai package 7.59
std::optional<Refusal> check_patch(const wire::Json& patch, const wire::Json& current);

/// Refuses the first field of `object` that is not in `fields`: names with a blank around each.
std::optional<Refusal> only_fields(const wire::Json& object, std::string_view fields,
                                   const std::string& path);

}  // namespace hookswitch::agent::openai
