#pragma once

#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/codec/media_format.hpp"

namespace hookswitch::agent {

/// A function that the agent may call.
struct Tool {
  std::string name;
  std::string description;
  std::string parameters_json;  ///< a JSON schema object
};

/// What the bridge wants of the session.
struct SessionConfig {
  std::string instructions;
  std::string voice;                ///< empty: the vendor's choice
  std::string greeting;             ///< non-empty: the agent speaks first, following this
  std::string transcription_model;  ///< empty: no caller transcript
  codec::MediaFormat input{codec::Encoding::l16_little, 24'000};   ///< the caller's audio
  codec::MediaFormat output{codec::Encoding::l16_little, 24'000};  ///< the agent's
  Millis silence_duration{500};                                    ///< quiet that ends a turn
  Millis prefix_padding{300};
  std::vector<Tool> tools;
};

/// How the session wants the caller's turns found.
struct TurnDetection {
  bool automatic = true;           ///< false: the client marks the turns by hand
  bool create_response = true;     ///< respond automatically when the caller stops
  bool interrupt_response = true;  ///< stop speaking when the caller starts
  int threshold_percent = 50;
  Millis prefix_padding{300};
  Millis silence_duration{500};

  friend bool operator==(const TurnDetection&, const TurnDetection&) = default;
};

}  // namespace hookswitch::agent
