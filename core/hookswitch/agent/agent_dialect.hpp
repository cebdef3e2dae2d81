#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/client_end.hpp"
#include "hookswitch/agent/server_end.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch::agent {

struct AgentDialect;

/// The default dialect: the first of all_dialects().
const AgentDialect& usual_dialect();

/// What is needed to dial: from the configuration.
struct Endpoint {
  const AgentDialect* dialect = &usual_dialect();
  std::string url{};    ///< ws:// or wss://; may name the model itself
  std::string model{};  ///< vendor's model name; empty: none is sent, or the URL's
  std::string key{};    ///< secret; empty: none is sent
};

/// What a vendor's protocol needs of both ends.
struct Traits {
  Micros input_frame{20'000};     ///< of the silence that the client fills in
  Micros max_input{1'000'000};    ///< caller audio in one message
  Micros min_output{80'000};      ///< agent audio in one message, as its server sends it
  Micros max_output{400'000};     ///< likewise
  Micros keep_alive{0};           ///< silence of the client before ClientEnd::keep_alive(); 0: none
  bool model_in_session = false;  ///< the first message names the model, not the URL
};

/// One vendor's dialect: everything that is known of it outside its own folder.
///
/// shape   a constant in the vendor's folder, listed in all.cpp
/// range   texts are literals; no pointer is null
struct AgentDialect {
  std::string_view name;                        ///< in configurations and records
  std::string_view vendor;                      ///< for people
  std::string_view url;                         ///< where the vendor serves it
  std::string_view path;                        ///< of a server that speaks it
  std::string_view credentials;                 ///< how the key travels, for people
  std::string_view model;                       ///< that a server has when none is named
  std::string_view transcription_model;         ///< that is asked for unless configured otherwise
  std::span<const codec::MediaFormat> inputs;   ///< the caller's audio, the preferred one first
  std::span<const codec::MediaFormat> outputs;  ///< the agent's, likewise
  Traits traits;

  /// The models that a URL already names, so that none may be added; empty if it names none.
  std::vector<std::string> (*models_in_url)(std::string_view url);
  /// Whether the vendor itself serves under this host name.
  bool (*is_vendors_host)(std::string_view host);
  /// Whether a request for `path` addresses a server of this dialect.
  bool (*serves)(std::string_view path);
  Admitted (*admit)(const wire::Upgrade& upgrade);
  std::unique_ptr<ClientEnd> (*make_client)(const Endpoint& endpoint, const SessionConfig& config);
  std::unique_ptr<ServerEnd> (*make_server)(Rng& rng, const ServedModel& model);
};

/// Every dialect, the default first.
std::span<const AgentDialect* const> all_dialects();
/// nullptr: unknown.
const AgentDialect* dialect_from_name(std::string_view name);
/// The dialect whose server a request for `path` addresses; nullptr: unknown.
const AgentDialect* serving(std::string_view path);

/// The session that is requested by default.
SessionConfig usual_session(const AgentDialect& dialect = usual_dialect());

}  // namespace hookswitch::agent
