#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/agent/openai/session_check.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// The session as its server sees it: one JSON document that patches change, or leave as it was.
///
/// shape   update(patch) merges deeply; what has several shapes (a format, a voice, ...) is
///         replaced whole; null clears. A change of the kind of turn detection begins with its
///         defaults
/// range   the GA shape only; at most 128 tools
/// errors  a Refusal: nothing has changed
/// source  OpenAI Realtime, GA: session object and session.update
class Session {
 public:
  Session(std::string id, const ServedModel& model);

  [[nodiscard]] std::optional<Refusal> update(const wire::Json& patch);

  const wire::Json& document() const { return document_; }
  const SessionConfig& config() const { return config_; }
  const TurnDetection& turn_detection() const { return turn_detection_; }
  codec::MediaFormat input_format() const { return input_format_; }
  codec::MediaFormat output_format() const { return output_format_; }
  std::string_view id() const { return document_["id"].get_ref<const std::string&>(); }
  std::string_view model() const { return document_["model"].get_ref<const std::string&>(); }
  const wire::Json& voice() const { return document_["audio"]["output"]["voice"]; }
  bool speaks() const { return document_["output_modalities"][0] == "audio"; }

 private:
  void derive();

  wire::Json document_;
  bool model_may_change_;
  SessionConfig config_;
  TurnDetection turn_detection_;
  codec::MediaFormat input_format_, output_format_;
};

}  // namespace hookswitch::agent::openai
