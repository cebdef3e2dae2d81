#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/http.hpp"
#include "hookswitch/wire/protocol_error.hpp"
#include "hookswitch/wire/tls_fault.hpp"
#include "hookswitch/wire/upgrade.hpp"
#include "net/asio.hpp"
#include "net/url.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

using HeaderField = wire::Header;

struct DialPlan {
  Url url;
  std::vector<HeaderField> headers;
  Micros timeout{10'000'000};  ///< name, connection, TLS and upgrade together
  std::size_t max_message = wire::kMaxAgentEvent;
  bool verify_certificate = true;
};

struct Dialled {
  std::unique_ptr<WebSocket> socket;
  std::string host_call_id;  ///< X-Hookswitch-Call of the response, or empty
  std::string subprotocol;   ///< granted by the response, or empty
};
struct NotDialled {
  int http_status = 0;     ///< 0: no HTTP response
  std::string detail;      ///< with an HTTP response: its reason and the beginning of its body
  std::string location{};  ///< where a redirect leads to, as it was sent
  std::optional<wire::ProtocolRule> broken{};  ///< what the response to the upgrade broke
  std::optional<wire::TlsFault> tls{};         ///< why TLS did not come up
};
using DialAnswer = std::variant<Dialled, NotDialled>;

/// Opens a WebSocket, ws:// or wss://. `answer` is called exactly once, on `executor`'s thread,
/// within the timeout: a name server that does not respond delays nothing else.
void dial(const asio::any_io_executor& executor, DialPlan plan,
          std::function<void(DialAnswer)> answer);

}  // namespace hookswitch::net
