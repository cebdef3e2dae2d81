#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// Why the vendor's end refuses something: the body of an `error` event.
struct Refusal {
  std::string code;
  std::string message;
  std::string param;  ///< empty: null
};

Refusal missing(std::string param);
Refusal unknown_parameter(std::string param);
/// `expected` completes the sentence "expected ...".
Refusal invalid(std::string param, std::string_view expected);

/// The integer that `value` holds, also as 24000.0; nullopt for anything else.
std::optional<std::int64_t> whole_number(const wire::Json& value);

/// The session as its server sees it: one JSON document that patches change, or leave as it was.
///
/// shape   update(patch) merges deeply; a format is replaced whole; null clears
/// range   the GA shape only; spoken output only; at most 128 tools
/// errors  a Refusal: nothing has changed
/// source  OpenAI Realtime, GA: session object and session.update
class Session {
 public:
  explicit Session(std::string id);

  [[nodiscard]] std::optional<Refusal> update(const wire::Json& patch);

  const wire::Json& document() const { return document_; }
  const SessionConfig& config() const { return config_; }
  const TurnDetection& turn_detection() const { return turn_detection_; }
  codec::MediaFormat input_format() const { return input_format_; }
  codec::MediaFormat output_format() const { return output_format_; }
  std::string_view voice() const { return config_.voice; }

 private:
  void derive();

  wire::Json document_;
  SessionConfig config_;
  TurnDetection turn_detection_;
  codec::MediaFormat input_format_, output_format_;
};

}  // namespace hookswitch::agent::openai
