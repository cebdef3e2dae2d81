#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {

/// The client's first message. A tool's JSON schema becomes the schema of the vendor: names of
/// types in capitals, keywords that the vendor has, none where an object has no properties.
///
/// source  Gemini Live: BidiGenerateContentSetup, FunctionDeclaration, Schema
std::string setup_text(const Endpoint& endpoint, const SessionConfig& config);

/// A session as its server sees it.
struct Setup {
  std::string model;  ///< as the client names it
  SessionConfig config;
  TurnDetection turns;
  bool speaks = true;  ///< false: responds in text
  bool transcribes_agent = false;
  bool resumes = false;  ///< handles for a later session are wanted
};

/// errors  what the vendor says of the field that is wrong: the session ends with it
std::variant<Setup, std::string> read_setup(const wire::Json& setup);

}  // namespace hookswitch::agent::gemini
