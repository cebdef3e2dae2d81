#pragma once

#include <cstdint>
#include <string_view>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::agent::openai {

/// What an `error` event asks of the client.
enum class Verdict : std::uint8_t {
  harmless,         ///< it arises in good operation: a race that the server has settled
  response_active,  ///< our response.create came too early: ask again after response.done
  reported,         ///< something was refused; the session goes on
  fatal,            ///< the session is over
};

struct Judgement {
  Verdict verdict;
  Errc code;  ///< meaningful for reported and fatal
};

/// Judges an error by the vendor's code, or by its message where the code is null.
/// source  OpenAI's error codes as its own and other client libraries treat them
Judgement judge(std::string_view code, std::string_view message);

/// What an HTTP status (100 to 599) or a WebSocket close code means; see ClientEnd.
Errc meaning_of_close(std::uint16_t code, std::string_view reason);

}  // namespace hookswitch::agent::openai
