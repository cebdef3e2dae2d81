#pragma once

#include <memory>
#include <string>
#include <utility>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::kit {

/// The client end of a vendor that is not in the list: the response to a request contains the
/// agent's URL, the client speaks first and must not be silent for long. Otherwise it uses the
/// default dialect.
class AskingClient final : public agent::ClientEnd {
 public:
  static constexpr std::string_view kHello = R"({"type":"input_audio_buffer.clear"})";

  AskingClient(const agent::Endpoint& endpoint, const agent::SessionConfig& config)
      : endpoint_(endpoint), inner_(agent::usual_dialect().make_client(endpoint, config)) {}

  agent::DialPlan plan() const override {
    return wire::HttpRequest{"POST",
                             endpoint_.url,
                             {{"X-API-Key", endpoint_.key}, {"Content-Type", "application/json"}},
                             R"({"model":")" + endpoint_.model + "\"}"};
  }
  Result<agent::Dial> dial(const wire::HttpResponse& response) const override {
    const auto json = wire::read_object(response.body);
    if (!json) return tl::unexpected(json.error());
    const auto url = wire::string_at(*json, "joinUrl");
    if (!url) return tl::unexpected(url.error());
    return agent::Dial{std::string(*url)};
  }
  void open(agent::Replies& out) override {
    out.push_back({wire::Opcode::text, std::string(kHello)});
  }
  std::optional<wire::Frame> keep_alive() override {
    return wire::Frame{wire::Opcode::text, std::string(kHello)};
  }

  Result<void> read(wire::FrameView frame, agent::AgentReading& out) override {
    return inner_->read(frame, out);
  }
  codec::MediaFormat input_format() const override { return inner_->input_format(); }
  codec::MediaFormat output_format() const override { return inner_->output_format(); }
  bool ready() const override { return inner_->ready(); }
  void append_audio(PcmView samples, wire::Frame& frame) override {
    inner_->append_audio(samples, frame);
  }
  std::optional<wire::Frame> truncate(std::string_view item, Millis heard) override {
    return inner_->truncate(item, heard);
  }
  agent::Replies tool_result(std::string_view call, std::string_view output) override {
    return inner_->tool_result(call, output);
  }
  Errc meaning_of_close(std::uint16_t code, std::string_view reason) const override {
    return inner_->meaning_of_close(code, reason);
  }
  void give_back() override { inner_->give_back(); }

 private:
  agent::Endpoint endpoint_;
  std::unique_ptr<agent::ClientEnd> inner_;
};

inline const agent::AgentDialect& asking_dialect() {
  static const agent::AgentDialect dialect = [] {
    agent::AgentDialect made = agent::usual_dialect();
    made.name = "asking";
    made.traits.keep_alive = Micros{8'000'000};
    made.make_client = [](const agent::Endpoint& endpoint,
                          const agent::SessionConfig& config) -> std::unique_ptr<agent::ClientEnd> {
      return std::make_unique<AskingClient>(endpoint, config);
    };
    return made;
  }();
  return dialect;
}

}  // namespace hookswitch::kit
