#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/persona/agent_host.hpp"

namespace hookswitch::persona {

/// A client end and a built-in agent, joined in memory and in virtual time.
///
/// Frames cross at once. What the client reads is kept, with the audio copied.
class JoinedEnds {
 public:
  explicit JoinedEnds(Persona persona, const agent::SessionConfig& config = agent::usual_session())
      : client(agent::usual_dialect().make_client({}, config)),
        host({&agent::usual_dialect(), persona, 7}, now) {
    host.handle(Opened{}, now);
    drain();
  }

  /// Says `audio` in frames of 20 ms, in real time.
  void say(PcmView audio) {
    const auto frame = static_cast<std::size_t>(client->input_format().rate_hz / 50);
    while (!audio.empty()) {
      const auto size = std::min(frame, audio.size());
      send(client->append_audio(audio.first(size)));
      audio = audio.subspan(size);
      wait(20ms);
    }
  }

  void wait(Micros span) {
    const Instant until = now + span;
    for (auto due = host.next_deadline(); due && *due <= until; due = host.next_deadline()) {
      now = std::max(now, *due);
      host.handle(Tick{}, now);
      drain();
    }
    now = until;
  }

  void send(const wire::Frame& frame) {
    host.handle(FrameIn{frame.view()}, now);
    drain();
  }
  void send(const std::vector<wire::Frame>& frames) {
    for (const auto& frame : frames) send(frame);
  }

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& message : messages)
      if (const T* one = std::get_if<T>(&message)) found.push_back(*one);
    return found;
  }

  Instant now{};
  std::unique_ptr<agent::ClientEnd> client;
  AgentHost host;
  std::vector<agent::AgentMessage> messages;  ///< without audio
  Pcm heard;                                  ///< all agent audio
  std::vector<std::size_t> chunks;            ///< its pieces, in samples
  std::string item;                           ///< of the last piece
  std::size_t item_start = 0;                 ///< where in `heard` that item begins
  std::size_t refused = 0;                    ///< frames that the client could not read

 private:
  void drain() {
    while (auto output = host.poll()) {
      const auto* out = std::get_if<SendFrame>(&*output);
      if (out == nullptr) continue;
      agent::AgentReading reading;
      const auto read = client->read(out->frame.view(), reading);
      if (!read) {
        ++refused;
        ADD_FAILURE() << to_string(read.error().code) << " in " << out->frame.payload;
      }
      for (const agent::AgentMessage& message : reading.messages)
        if (const auto* audio = std::get_if<agent::AgentAudio>(&message))
          hear(*audio);
        else
          messages.push_back(message);
      for (const auto& reply : reading.replies) host.handle(FrameIn{reply.view()}, now);
    }
  }

  void hear(const agent::AgentAudio& audio) {
    if (item != audio.item_id) item_start = heard.size();
    item = audio.item_id;
    heard.insert(heard.end(), audio.samples.begin(), audio.samples.end());
    chunks.push_back(audio.samples.size());
  }
};

/// Noise of -20 dBFS that sounds like speech to the gate; no two samples of it repeat by plan.
inline Pcm babble(Micros length, int rate_hz, std::uint64_t seed) {
  Rng rng(seed);
  Pcm audio(static_cast<std::size_t>(samples_in(length, rate_hz)));
  for (auto& sample : audio)
    sample = static_cast<Sample>(static_cast<int>(rng.below(11'000)) - 5'500);
  return audio;
}

inline Pcm silence(Micros length, int rate_hz) {
  return Pcm(static_cast<std::size_t>(samples_in(length, rate_hz)));
}

}  // namespace hookswitch::persona
