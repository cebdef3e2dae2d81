#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::kit {

/// Both ends of an agent dialect, joined in memory: what one sends the other reads at once.
class AgentPair {
 public:
  explicit AgentPair(const agent::AgentDialect& dialect)
      : AgentPair(dialect, agent::usual_session(dialect)) {}
  AgentPair(const agent::AgentDialect& dialect, const agent::SessionConfig& config)
      : client(dialect.make_client(
            {&dialect, "ws://agent.invalid" + std::string(dialect.path), "model-1", "key-1"},
            config)),
        server(dialect.make_server(rng, {})) {}

  /// From the open socket to a session.
  void connect() {
    agent::Replies first;
    server->open(first);
    to_client(std::move(first));
    agent::Replies opening;
    client->open(opening);
    to_server(std::move(opening));
  }

  void agent_does(const std::function<void(agent::ServerEnd&, agent::Replies&)>& act) {
    agent::Replies out;
    act(*server, out);
    to_client(std::move(out));
  }

  void to_client(agent::Replies frames) {
    for (wire::Frame& frame : frames) {
      agent::AgentReading reading;
      if (!client->read(frame.view(), reading)) ++errors;
      errors += reading.anomalies.size();
      for (const agent::AgentMessage& message : reading.messages) {
        if (const auto* const audio = std::get_if<agent::AgentAudio>(&message)) {
          said.insert(said.end(), audio->samples.begin(), audio->samples.end());
          said_in = std::string(audio->item_id);
        } else {
          to_bridge.push_back(message);
        }
      }
      from_server.push_back(std::move(frame));
      to_server(std::move(reading.replies));
    }
  }

  void to_server(agent::Replies frames) {
    for (wire::Frame& frame : frames) {
      agent::ClientReading reading;
      if (!server->read(frame.view(), reading)) ++errors;
      errors += reading.anomalies.size();
      for (const agent::ClientMessage& message : reading.messages) {
        if (const auto* const audio = std::get_if<agent::CallerAudio>(&message))
          heard.insert(heard.end(), audio->samples.begin(), audio->samples.end());
        else
          to_agent.push_back(message);
      }
      from_client.push_back(std::move(frame));
      to_client(std::move(reading.replies));
    }
  }

  void caller_says(PcmView samples, std::size_t chunk) {
    for (; !samples.empty(); samples = samples.subspan(std::min(chunk, samples.size())))
      to_server({client->append_audio(samples.first(std::min(chunk, samples.size())))});
  }

  /// The messages of a kind that the bridge got, in their order.
  template <class T>
  std::vector<T> bridge_got() const {
    return of_kind<T>(to_bridge);
  }
  template <class T>
  std::vector<T> agent_got() const {
    return of_kind<T>(to_agent);
  }

  Rng rng{11};
  std::unique_ptr<agent::ClientEnd> client;
  std::unique_ptr<agent::ServerEnd> server;
  std::vector<agent::AgentMessage> to_bridge;  ///< without audio
  std::vector<agent::ClientMessage> to_agent;  ///< likewise
  Pcm said;                                    ///< all agent audio
  std::string said_in;                         ///< the item of the last of it
  Pcm heard;                                   ///< all caller audio
  std::vector<wire::Frame> from_client, from_server;
  std::size_t errors = 0;  ///< frames refused, and anomalies

 private:
  template <class T, class Messages>
  static std::vector<T> of_kind(const Messages& messages) {
    std::vector<T> found;
    for (const auto& message : messages)
      if (const T* const one = std::get_if<T>(&message)) found.push_back(*one);
    return found;
  }
};

}  // namespace hookswitch::kit
